// What is asked of a webhook handler, and why: the named checks.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace streamctl::check {

class Probe;

enum class Status {
  pass,
  warn,  ///< It works, and will hurt one day.
  fail,
  skip,  ///< Does not apply here, or the handler was gone.
};

std::string_view name_of(Status status);

/// What one check found.
struct Verdict {
  Status status = Status::pass;
  std::string came;  ///< What the handler did, one line: "answered 200 in 3 ms". Foreign text in it
                     ///< is made printable.
  /// What to change, where the answer tells more than Check::advice; else empty.
  std::string advice;
};

/// One check. All texts are one paragraph each.
struct Check {
  std::string_view name;     ///< "rejects-tampered-body": stable, scripts name it.
  std::string_view expects;  ///< "a delivery whose body was changed is refused with a 4xx".
  std::string_view reason;   ///< Why it matters, citing Stream's documented behaviour.
  std::string_view advice;   ///< What the handler's author should change.
  Verdict (*run)(Probe& probe);
};

/// All checks, in the order they run.
std::span<const Check> checks();

}  // namespace streamctl::check
