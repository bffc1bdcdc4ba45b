#include "filter/examiner_thread.h"

#include <utility>

namespace streamctl::filter {

ExaminerThread::ExaminerThread(std::unique_ptr<Examiner> examiner,
                               std::function<void(std::vector<Decision>&&)> decided)
    : examiner_(std::move(examiner)),
      decided_(std::move(decided)),
      thread_([this](const std::stop_token& stop) {
        constexpr std::chrono::hours anything_that_matters_wakes_us{1};
        while (!stop.stop_requested()) {
          auto decisions = examiner_->poll(anything_that_matters_wakes_us);
          if (!decisions.empty()) decided_(std::move(decisions));
        }
      }) {}

ExaminerThread::~ExaminerThread() {
  thread_.request_stop();
  examiner_->wake();
}

}  // namespace streamctl::filter
