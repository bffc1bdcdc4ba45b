#include "listener/near_misses.h"

#include <algorithm>
#include <utility>

#include "core/text.h"

namespace streamctl::listener {

void NearMisses::add(const std::function<std::string()>& sentence) {
  if (has_more_) return;
  std::string text = sentence();
  if (std::find(kept_.begin(), kept_.end(), text) != kept_.end()) return;
  if (kept_.size() < kept_max) {
    kept_.push_back(std::move(text));
  } else {
    has_more_ = true;
  }
}

std::string NearMisses::text() const {
  return joined(kept_, "; ") + (has_more_ ? "; and more like these" : "");
}

}  // namespace streamctl::listener
