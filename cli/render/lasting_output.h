// Standard output owned by a printer's thread, for a command that continues if it fails.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string_view>

#include "context.h"
#include "render/untied_stderr.h"

namespace streamctl::cli {

/// A full disk may have room again: each print() is tried, and lost() counts the missing events
/// until one succeeds. All but the constructor, gone() and the destructor on the printer's thread.
class LastingOutput {
 public:
  /// Calls `failed` with the first print() that fails, and when the reader has gone.
  LastingOutput(Context& context, std::function<void()> failed);

  /// Prints `text`, which shows `events` events.
  void print(std::string_view text, std::uint64_t events);
  /// Events not printed since the last that was.
  [[nodiscard]] std::uint64_t lost() const { return lost_; }
  /// From any thread: the reader has gone.
  [[nodiscard]] bool gone() const { return gone_; }
  /// From any thread: stop waiting for a stalled reader.
  void hurry();

 private:
  const SoleOutput sole_;
  std::ostream& out_;
  std::function<void()> failed_;
  std::uint64_t lost_ = 0;
  bool has_failed_ = false;
  std::atomic<bool> gone_ = false;
};

/// Reports once why standard output cannot be written; the command continues.
void report_lost_output(Context& context);

}  // namespace streamctl::cli
