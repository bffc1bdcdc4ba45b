// Runs an examiner on a background thread: callers never wait.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "filter/examiner.h"

namespace streamctl::filter {

class ExaminerThread {
 public:
  /// Calls `decided` on that thread with the decisions, in the order of ask().
  ExaminerThread(std::unique_ptr<Examiner> examiner,
                 std::function<void(std::vector<Decision>&&)> decided);
  ExaminerThread(const ExaminerThread&) = delete;
  ExaminerThread& operator=(const ExaminerThread&) = delete;
  /// Leaves outstanding events undecided.
  ~ExaminerThread();

  void ask(std::uint64_t id, std::string body) { examiner_->ask(id, std::move(body)); }
  void end_within(std::chrono::nanoseconds grace) { examiner_->end_within(grace); }

 private:
  std::unique_ptr<Examiner> examiner_;
  std::function<void(std::vector<Decision>&&)> decided_;
  std::jthread thread_;
};

}  // namespace streamctl::filter
