// Why a target takes no deliveries, said once for each cause.
#pragma once

#include <set>
#include <string>

#include "delivery/report.h"
#include "terminal.h"

namespace streamctl::cli {

/// Remembers what it has said. For one thread at a time.
class Explanations {
 public:
  /// A line on `attempt`, which the target at `url` did not take: "hint: http://127.0.0.1:3000/
  /// answered 401: it refuses the signature; is its secret this one?". With `again`, a line below
  /// shows the command that sends it again. Empty where that cause was explained before, or there
  /// is nothing to explain.
  std::string once(const delivery::Attempt& attempt, const std::string& url,
                   const Terminal& terminal, const std::string& again = "");

 private:
  std::set<std::string> told_;
};

/// `streamctl replay …` that sends the recorded delivery `webhook_id` to `url` again: from the
/// capture `record`, or where that is empty from the history. Where the target redirected, to where
/// it points. Empty for an id that no shell should be given.
std::string replay_command(const std::string& record, const std::string& webhook_id,
                           const delivery::Attempt& attempt, const std::string& url);

}  // namespace streamctl::cli
