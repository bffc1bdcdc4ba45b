// Starts, talks to and ends a filter process, from streamctl's side.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

#include "core/file.h"
#include "core/result.h"
#include "filter/decision.h"

namespace streamctl::filter {

class HelperProcess {
 public:
  /// Why a process ended.
  struct End {
    std::optional<Failure> failure;  ///< Nothing: the event being evaluated is not to blame.
    std::string why;                 ///< The reason as text; empty after an orderly exit.
  };

  /// Starts a process. It shares nothing with its parent but the socket: no environment except TZ,
  /// if `time_zone` is not empty, no descriptors, no process group. The program's main must check
  /// is_helper(). Kind internal.
  static Result<HelperProcess> start(const std::string& time_zone);

  HelperProcess(HelperProcess&& other) noexcept;
  HelperProcess& operator=(HelperProcess&&) = delete;
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;
  ~HelperProcess();  ///< Kills the process.

  /// The non-blocking socket, owned by this object.
  [[nodiscard]] int socket() const { return socket_.get(); }
  /// Kills the process if it still runs, and returns how it ended. Call once.
  End end();

 private:
  HelperProcess(FileDescriptor socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}

  FileDescriptor socket_;
  pid_t pid_;  ///< 0: ended.
};

}  // namespace streamctl::filter
