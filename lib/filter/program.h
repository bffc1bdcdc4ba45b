// A jq expression that says which events are wanted.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::filter {

/// One compiled jq program (libjq). An event passes when the program's first output is neither
/// `false` nor `null`; an event for which it gives no output does not. For one thread at a time.
///
/// libjq asserts, recurses and allocates as the expression and the event want it to: outside of
/// tests, this lives in a process that may die (filter/helper.h).
class Program {
 public:
  /// Kind usage. The message is one line; the hint shows the expression with a caret under the
  /// place, where jq lets us find it. `out_of_memory` must not return; without it libjq aborts.
  static Result<Program> compile(const std::string& expression,
                                 void (*out_of_memory)(void*) = nullptr);

  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  /// Whether the event passes; or how the program failed on it ("Cannot index number with
  /// \"room\""). `body` is one JSON text.
  Result<bool> passes(std::string_view body);

 private:
  struct State;
  explicit Program(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::filter
