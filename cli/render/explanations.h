// Explains why a target refuses deliveries, once per target and cause.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "delivery/report.h"
#include "terminal.h"

namespace streamctl::cli {

/// Remembers what was already explained. For one thread at a time.
class Explanations {
 public:
  /// A line on `attempt`, which the target at `url` refused: "hint: http://127.0.0.1:3000/ answered
  /// 401: it refuses the signature; is its secret this one?". With `again`, a line below shows the
  /// command that sends it again. Empty if that was already explained of this target, or there is
  /// nothing to explain.
  std::string once(const delivery::Attempt& attempt, const std::string& url,
                   const Terminal& terminal, const std::string& again = "");

  /// "no --forward-to is for the type custom: …", once for each of the first 100 types.
  std::string no_target_once(const std::string& type);

 private:
  std::set<std::pair<std::string, std::string>> told_;  ///< URLs and kinds.
  std::set<std::string> types_told_;                    ///< Those that have no target.
};

/// `streamctl replay …` that sends the recorded delivery `webhook_id` to `url` again: from the
/// capture `record`, or from the history if that is empty. If the target redirected, to the
/// redirect's destination. Empty for an id that is unsafe in a shell.
std::string replay_command(const std::string& record, const std::string& webhook_id,
                           const delivery::Attempt& attempt, const std::string& url);

}  // namespace streamctl::cli
