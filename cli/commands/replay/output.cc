#include "commands/replay/output.h"

#include <ostream>
#include <utility>

#include "core/time_text.h"
#include "core/units.h"
#include "error_report.h"
#include "render/exchange_text.h"

namespace streamctl::cli {

void ReplayOutput::begin(DeliveryView::Options options) {
  url_ = options.url;
  view_.emplace(context_, std::move(options));
}

void ReplayOutput::warn(const std::string& words) {
  if (view_) view_->clear_bar();
  report_warning(context_, words);
}

void ReplayOutput::malformed(const Error& error) {
  if (view_) view_->clear_bar();
  malformed_.add(error.what + "; skipped");
}

void ReplayOutput::filter_failed(const std::string& words) {
  warn(words);
}

void ReplayOutput::waits(std::chrono::nanoseconds wait, WallTime received_at) {
  warn("--speed waits " + duration_text(wait) + " for the next event, received " +
       local_time_text(received_at));
}

void ReplayOutput::attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
  view_->attempted(outgoing, attempt);
}

void ReplayOutput::exchanged(const delivery::Envelope& sent, const net::HttpOutcome& outcome) {
  context_.err << exchange_text(url_, sent, outcome);
}

void ReplayOutput::finished(const delivery::Delivery& delivery) {
  page_.finished(delivery);
  view_->finished(delivery);
}

void ReplayOutput::notice(const std::string& words) {
  warn(words);
}

}  // namespace streamctl::cli
