// The named checks of a webhook handler, and the reason for each.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace streamctl::check {

class Probe;

enum class Status {
  pass,
  warn,  ///< It works, but will cause trouble one day.
  fail,
  skip,  ///< Does not apply here, or the handler was gone.
};

std::string_view name_of(Status status);

/// The result of one check.
struct Verdict {
  Status status = Status::pass;
  std::string came;  ///< The handler's behaviour, one line: "answered 200 in 3 ms". Foreign text in
                     ///< it is made printable.
  /// The change to make, if the answer allows better advice than Check::advice; else empty.
  std::string advice;
};

/// One check. Each text is one paragraph.
struct Check {
  std::string_view name;     ///< "rejects-tampered-body": stable, since scripts refer to it.
  std::string_view expects;  ///< "a delivery whose body was changed is refused with a 4xx".
  std::string_view reason;   ///< Why it matters, citing Stream's documented behaviour.
  std::string_view advice;   ///< The change that the handler's author should make.
  Verdict (*run)(Probe& probe);
};

/// All checks, in the order they run.
std::span<const Check> checks();

}  // namespace streamctl::check
