// Answers the requests for the whole state, while the loop serves others.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <thread>

#include "core/queue.h"
#include "core/task.h"
#include "net/http_server/server.h"

namespace streamctl::emulator {

/// Serialises states on a background thread, one after the other.
class StateWriter {
 public:
  /// `post` runs a task on the loop. It may be called until the end of the destructor.
  explicit StateWriter(std::function<void(Task)> post) : post_(std::move(post)) {}
  StateWriter(const StateWriter&) = delete;
  StateWriter& operator=(const StateWriter&) = delete;
  ~StateWriter() { jobs_.close(); }

  /// Answers with the text that `write` returns, which runs on the other thread and is destroyed on
  /// the loop. 503 if too many wait.
  void answer(std::function<std::string()> write, net::Exchange exchange);

 private:
  struct Job {
    std::function<std::string()> write;
    net::Exchange exchange;
  };
  static constexpr std::size_t jobs_max = 4;  ///< Each has a copy of the state.

  void run();

  std::function<void(Task)> post_;
  BoundedQueue<Job> jobs_{jobs_max};
  std::jthread thread_;  ///< Last: it is joined before what it uses is destroyed.
};

}  // namespace streamctl::emulator
