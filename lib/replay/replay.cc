#include "replay/replay.h"

#include <mutex>
#include <utility>

namespace streamctl::replay {

/// Owns the progress and the observer. All threads reach them through it alone, and every function
/// that they call takes the lock.
class Replay::Reports final : public Source::Observer {
 public:
  Reports(std::optional<capture::Writer> failed, replay::Observer& observer)
      : observer_(observer), progress_(std::move(failed)) {}

  void malformed(const Error& error) override {
    const std::lock_guard lock(mutex_);
    observer_.malformed(error);
  }
  void filter_failed(const std::string& words) override {
    const std::lock_guard lock(mutex_);
    observer_.filter_failed(words);
  }
  void waits(std::chrono::nanoseconds wait, WallTime received_at) override {
    const std::lock_guard lock(mutex_);
    observer_.waits(wait, received_at);
  }
  void sent(Sent&& sent) override {
    const std::lock_guard lock(mutex_);
    progress_.sent(std::move(sent));
  }
  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
    const std::lock_guard lock(mutex_);
    progress_.attempted(outgoing, attempt);
    observer_.attempted(outgoing, attempt);
  }
  void exchanged(const delivery::Envelope& sent, const net::HttpOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    observer_.exchanged(sent, outcome);
  }
  void finished(const delivery::Delivery& delivery) {
    const std::lock_guard lock(mutex_);
    if (auto kept = progress_.finished(delivery); !kept) write_failure_ = std::move(kept).error();
    if (const auto notice = progress_.take_notice()) observer_.notice(*notice);
    observer_.finished(delivery);
  }

  /// These two without the lock: no other thread is left.
  [[nodiscard]] const Progress& progress() const { return progress_; }
  [[nodiscard]] const std::optional<Error>& write_failure() const { return write_failure_; }

 private:
  std::mutex mutex_;
  replay::Observer& observer_;
  Progress progress_;
  std::optional<Error> write_failure_;  ///< Of the latest event that could not be kept.
};

Replay::Replay(Plan plan, Random random, std::optional<capture::Writer> failed, Observer& observer)
    : reports_(std::make_unique<Reports>(std::move(failed), observer)),
      source_(std::move(plan), random, *reports_) {}

Replay::~Replay() = default;

Result<void> Replay::begin() {
  return source_.begin();
}

std::optional<std::uint64_t> Replay::total_if_few(std::uint64_t few) {
  return source_.total_if_few(few);
}

delivery::RunResult Replay::run(const Options& options, const Clock& clock,
                                const std::stop_token& stop) {
  delivery::Sender::Observer observer;
  observer.attempted = [this](const delivery::Outgoing& outgoing,
                              const delivery::Attempt& attempt) {
    reports_->attempted(outgoing, attempt);
  };
  observer.finished = [this](delivery::Delivery&& delivery) { reports_->finished(delivery); };
  if (options.reports_exchanges)
    observer.exchanged = [this](const delivery::Envelope& sent, const net::HttpOutcome& outcome) {
      reports_->exchanged(sent, outcome);
    };
  return delivery::deliver_all(
      options.delivery, [this] { return source_.next(); }, observer, clock, stop);
}

const Notes& Replay::notes() const {
  return source_.notes();
}

const Progress& Replay::progress() const {
  return reports_->progress();
}

std::optional<Error> Replay::failure() const {
  return reports_->write_failure() ? reports_->write_failure() : source_.failure();
}

}  // namespace streamctl::replay
