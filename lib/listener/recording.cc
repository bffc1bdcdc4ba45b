#include "listener/recording.h"

#include <utility>

namespace streamctl::listener {

Result<void> Recording::commit() {
  auto stored = writer_.commit();
  failure_.reset();
  if (!stored) failure_ = stored.error();
  if (!stored && !first_failure_) first_failure_ = failure_;
  return stored;
}

std::optional<history::Place> Recording::place_of(const capture::LinePlace& line) const {
  const auto begin = writer_.batch_begin();
  if (!begin) return std::nullopt;
  return history::Place{path_, *begin + line.offset, line.length};
}

void Recording::report(const std::function<void(const std::string&)>& trouble) {
  if (const auto notice = writer_.take_notice()) trouble(*notice);
  if (failure_ && !std::exchange(is_reported_, true)) {
    trouble("cannot record: " + failure_->what + (consequence_.empty() ? "" : "; ") + consequence_);
  } else if (!failure_ && std::exchange(is_reported_, false)) {
    trouble("recording works again");
  }
}

}  // namespace streamctl::listener
