// SIGINT and SIGTERM as a stop token.
#pragma once

#include <stop_token>
#include <thread>

#include "core/file.h"

namespace streamctl::cli {

/// While it lives: the first SIGINT or SIGTERM requests the stop, a second SIGINT ends the process
/// at once with 130. SIGPIPE is ignored. One at a time in a process; made before other threads.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// The signal that came first; 0 while none has.
  [[nodiscard]] const int& signal() const;

 private:
  std::stop_source source_;
  FileDescriptor read_end_;
  std::jthread waiter_;
};

}  // namespace streamctl::cli
