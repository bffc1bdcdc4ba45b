#include "commands/watch/filter.h"

namespace streamctl::cli {

WatchFilter::WatchFilter(std::unique_ptr<filter::Examiner> examiner, std::function<void()> notify)
    : thread_(std::move(examiner),
              [this, notify = std::move(notify)](std::vector<filter::Decision>&& decisions) {
                decided_.push(std::move(decisions));
                notify();
              }) {}

void WatchFilter::ask(listener::Delivery&& event) {
  thread_.ask(++questions_, event.record.body);
  waiting_.push_back(std::move(event));
}

std::optional<WatchFilter::Judged> WatchFilter::next(std::chrono::nanoseconds wait) {
  if (waiting_.empty()) return std::nullopt;
  if (taken_.empty()) {
    auto batch = decided_.pop_for(wait);
    if (!batch) return std::nullopt;
    taken_.assign(batch->begin(), batch->end());
  }
  Judged judged{std::move(waiting_.front()), std::move(taken_.front())};
  waiting_.pop_front();
  taken_.pop_front();
  return judged;
}

}  // namespace streamctl::cli
