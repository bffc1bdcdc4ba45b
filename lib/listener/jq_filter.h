// A jq expression that says which events are wanted.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::listener {

/// One compiled jq program (libjq). An event passes when the program's first output is neither
/// `false` nor `null`; an event for which it gives no output does not. For one thread at a time.
class JqFilter {
 public:
  /// Kind usage. The message is one line; the hint shows the expression with a caret under the
  /// place, where jq lets us find it.
  static Result<JqFilter> compile(const std::string& expression);

  JqFilter(JqFilter&&) noexcept;
  JqFilter& operator=(JqFilter&&) noexcept;
  JqFilter(const JqFilter&) = delete;
  JqFilter& operator=(const JqFilter&) = delete;
  ~JqFilter();

  /// Whether the event passes; or how the program failed on it ("Cannot index number with
  /// \"room\""). `body` is one JSON text.
  Result<bool> passes(std::string_view body);

 private:
  struct State;
  explicit JqFilter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::listener
