// A jq expression that selects events, or transforms JSON.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "filter/frames.h"

namespace streamctl::filter {

/// What the messages of a bad expression begin with.
inline constexpr std::string_view option_prefix = "--filter: ";

/// One compiled jq program (libjq). To judge: an event passes if the program's first output is
/// neither `false` nor `null`; an event without output does not pass. For one thread at a time.
///
/// libjq asserts, recurses and allocates as the expression and the event demand: outside of tests,
/// this runs in a process that may die (filter/helper.h).
class Program {
 public:
  /// Kind usage. The message is one line; the hint shows the expression with a caret under the
  /// error, if jq lets us locate it. `out_of_memory` must not return; without it libjq aborts.
  static Result<Program> compile(const std::string& expression,
                                 void (*out_of_memory)(void*) = nullptr, Task task = Task::judge);

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  /// Whether the event passes, or the program's error on it ("Cannot index number with \"room\"").
  /// `body` is one JSON text.
  Result<bool> passes(std::string_view body);
  /// Passes on each output for `body`, one JSON text, as it comes, until the end or an error, which
  /// is the last. For a program compiled for Task::query.
  void query(std::string_view body, const std::function<void(const Output&)>& take);

 private:
  struct State;
  explicit Program(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::filter
