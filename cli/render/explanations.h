// Explains why a target refuses deliveries, once per cause.
#pragma once

#include <set>
#include <string>

#include "delivery/report.h"
#include "terminal.h"

namespace streamctl::cli {

/// Remembers the causes already explained. For one thread at a time.
class Explanations {
 public:
  /// A line on `attempt`, which the target at `url` refused: "hint: http://127.0.0.1:3000/ answered
  /// 401: it refuses the signature; is its secret this one?". With `again`, a line below shows the
  /// command that sends it again. Empty if that cause was already explained, or there is nothing to
  /// explain.
  std::string once(const delivery::Attempt& attempt, const std::string& url,
                   const Terminal& terminal, const std::string& again = "");

 private:
  std::set<std::string> told_;
};

/// `streamctl replay …` that sends the recorded delivery `webhook_id` to `url` again: from the
/// capture `record`, or from the history if that is empty. If the target redirected, to the
/// redirect's destination. Empty for an id that is unsafe in a shell.
std::string replay_command(const std::string& record, const std::string& webhook_id,
                           const delivery::Attempt& attempt, const std::string& url);

}  // namespace streamctl::cli
