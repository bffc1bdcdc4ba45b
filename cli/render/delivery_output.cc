#include "render/delivery_output.h"

#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "error_report.h"

namespace streamctl::cli {
DeliveryView::DeliveryView(Context& context, std::optional<std::uint64_t> total,
                           std::uint64_t concurrency, std::string url, bool is_live)
    : context_(context), url_(std::move(url)) {
  if (context.output == Output::json) return;
  const DeliveriesView::Options options{.total = total,
                                        .is_live = is_live,
                                        .one_at_a_time = concurrency == 1,
                                        .quiet = context.quiet};
  pretty_.emplace(context.out, context.out_terminal, context.err, context.err_terminal, options,
                  context.clock);
}

void DeliveryView::attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
  if (pretty_) pretty_->attempted(outgoing, attempt);
}

void DeliveryView::finished(const delivery::Delivery& delivery, const std::string& hint) {
  summary_.add(delivery);
  if (!delivery.delivered && hint_.empty()) hint_ = hint;
  show(delivery);
}

void DeliveryView::show(const delivery::Delivery& delivery) {
  if (pretty_)
    pretty_->finished(delivery);
  else
    context_.out << json_line(to_json(delivery)) << '\n' << std::flush;
  if (!delivery.delivered && !delivery.attempts.empty()) explain(delivery.attempts.back());
}

void DeliveryView::explain(const delivery::Attempt& attempt) {
  if (url_.empty() || context_.quiet) return;
  const std::string text = explanations_.once(attempt, url_, context_.err_terminal);
  if (text.empty()) return;
  if (pretty_) pretty_->clear_bar();
  context_.err << text << std::flush;
}

void DeliveryView::ended(std::chrono::nanoseconds took) {
  if (!pretty_) {
    context_.out << json_line(to_json(summary_, took)) << '\n' << std::flush;
    return;
  }
  context_.out << over_interrupt(context_, context_.out_terminal);
  pretty_->ended(summary_, took);
  if (!hint_.empty() && !context_.quiet)
    context_.err << context_.err_terminal.paint(Style::bold, "hint:") << ' ' << hint_ << std::endl;
}

}  // namespace streamctl::cli
