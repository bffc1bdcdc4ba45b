// A process of the filter, seen from streamctl: started, spoken to through a socket, ended.
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
  /// Why a process is no more.
  struct End {
    std::optional<Failure> failure;  ///< Nothing: the event in its hands is not to blame.
    std::string why;                 ///< In words; empty where it ended in order.
  };

  /// Starts one. It shares nothing with us but the socket: no environment but TZ, where
  /// `time_zone` is not empty, no descriptors, no process group. The program's main must look at
  /// is_helper(). Kind internal.
  static Result<HelperProcess> start(const std::string& time_zone);

  HelperProcess(HelperProcess&& other) noexcept;
  HelperProcess& operator=(HelperProcess&&) = delete;
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;
  ~HelperProcess();  ///< Ends it.

  /// The socket, which does not block. It belongs to this.
  [[nodiscard]] int socket() const { return socket_.get(); }
  /// Kills it, if it still lives, and says how it ended. Once.
  End end();

 private:
  HelperProcess(FileDescriptor socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}

  FileDescriptor socket_;
  pid_t pid_;  ///< 0: ended.
};

}  // namespace streamctl::filter
