#include "render/seen_count.h"

#include <algorithm>
#include <variant>

#include "core/units.h"
#include "net/status.h"

namespace streamctl::cli {

namespace {

bool is_undelivered(const listener::Delivery& delivery) {
  return std::any_of(
      delivery.forwarded.begin(), delivery.forwarded.end(),
      [](const listener::Forwarded& one) { return one.report && !one.report->delivered; });
}

}  // namespace

void SeenCount::add(const listener::Seen& seen) {
  const auto* const delivery = std::get_if<listener::Delivery>(&seen);
  if (delivery == nullptr && !std::holds_alternative<listener::Refusal>(seen)) return;
  ++received_;
  if (delivery == nullptr || delivery->fault) {
    ++refused_;
  } else if (!net::is_success(delivery->status) || is_undelivered(*delivery)) {
    ++failed_;
  }
}

std::string SeenCount::words() const {
  std::string text = count_text(received_) + " received";
  if (refused_ > 0) text += ", " + count_text(refused_) + " refused";
  if (failed_ > 0) text += ", " + count_text(failed_) + " failed";
  return text;
}

}  // namespace streamctl::cli
