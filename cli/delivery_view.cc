#include "delivery_view.h"

#include <ostream>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::cli {

DeliveryView::DeliveryView(Context& context, std::optional<std::uint64_t> total,
                           std::uint64_t concurrency)
    : context_(context) {
  if (context.output == Output::json) return;
  const DeliveriesView::Options options{
      .total = total, .one_at_a_time = concurrency == 1, .quiet = context.quiet};
  pretty_.emplace(context.out, context.out_terminal, context.err, context.err_terminal, options,
                  context.clock);
}

void DeliveryView::attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
  if (pretty_) pretty_->attempted(outgoing, attempt);
}

void DeliveryView::finished(const delivery::Delivery& delivery) {
  summary_.add(delivery);
  if (pretty_)
    pretty_->finished(delivery);
  else
    context_.out << json_line(to_json(delivery)) << '\n' << std::flush;
}

void DeliveryView::ended(std::chrono::nanoseconds took) {
  if (pretty_)
    pretty_->ended(summary_, took);
  else
    context_.out << json_line(to_json(summary_, took)) << '\n' << std::flush;
}

}  // namespace streamctl::cli
