// Transforms JSON by a jq expression, as `--jq` does, in a process that may crash, hang or exhaust
// memory (see filter/helper.h).
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"
#include "core/system/wake.h"
#include "filter/frames.h"
#include "filter/helper_process.h"

namespace streamctl::filter {

/// Time limit for the process to compile, and for each further output.
constexpr std::chrono::seconds output_time_max{10};

class Query {
 public:
  struct Options {
    std::string option;  ///< "--jq", which messages name.
    std::string expression;
    std::string time_zone;  ///< As in TZ, for jq's local times; may be empty.
  };

  /// Starts the process and waits until it has compiled the expression. Kind usage if that is
  /// invalid; internal if no process can be started; refused ("interrupted") on `stop`.
  static Result<Query> start(Options options, const Clock& clock, const std::stop_token& stop);

  /// Passes on each output for `body`, one JSON text, in order: values and strings, until `take`
  /// returns false. Kind refused: jq's error, a limit, or "interrupted". After that, or an error,
  /// the object is of no further use.
  Result<void> run(std::string_view body, const std::function<bool(const Output&)>& take,
                   const std::stop_token& stop);

 private:
  Query(Options options, HelperProcess helper, const Clock& clock);

  Result<std::string> next_frame(const std::stop_token& stop);
  void wait(SteadyTime until) const;
  Result<void> exchange();
  Error lost();

  Options options_;
  HelperProcess helper_;
  const Clock* clock_;
  Wake woken_;
  FrameReader frames_{output_bytes_max};
  std::string out_;  ///< Bytes for the process; the first `written_` are already sent.
  std::size_t written_ = 0;
};

}  // namespace streamctl::filter
