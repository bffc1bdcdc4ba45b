// Standard output in the hands of a printer's thread, for a command that goes on without it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string_view>

#include "context.h"
#include "render/untied_stderr.h"

namespace streamctl::cli {

/// A full disk may have room again: each print() is tried, and lost() counts what is missing until
/// one succeeds. All but the constructor, gone() and the destructor on the printer's thread.
class LastingOutput {
 public:
  /// `failed` is called with the first print() that fails, and when the reader has gone.
  LastingOutput(Context& context, std::function<void()> failed);

  /// Prints `text`, in which `events` are shown.
  void print(std::string_view text, std::uint64_t events);
  /// Events not printed since the last that was.
  [[nodiscard]] std::uint64_t lost() const { return lost_; }
  /// From any thread: nobody reads it any more.
  [[nodiscard]] bool gone() const { return gone_; }
  /// From any thread: a reader who takes nothing is not waited for.
  void hurry();

 private:
  const SoleOutput sole_;
  std::ostream& out_;
  std::function<void()> failed_;
  std::uint64_t lost_ = 0;
  bool has_failed_ = false;
  std::atomic<bool> gone_ = false;
};

/// Says why standard output cannot be written, if that is so and was not said yet; the command goes
/// on.
void report_lost_output(Context& context);

}  // namespace streamctl::cli
