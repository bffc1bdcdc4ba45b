#include "render/delivery_output.h"

#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/units.h"
#include "error_report.h"

namespace streamctl::cli {
DeliveryView::DeliveryView(Context& context, Options options)
    : context_(context), options_(std::move(options)) {
  // With --verbose, exchanges are on standard error.
  const bool has_bar = !context.quiet && !context.verbose;
  if (context.output == Output::json) {
    if (has_bar && !context.out_terminal.is_tty && options_.total != 1)
      bar_.emplace(context.err, context.err_terminal, options_.total, options_.share,
                   context.clock);
    return;
  }
  DeliveriesView::Options shown{.total = options_.total,
                                .is_live = options_.is_live,
                                .one_at_a_time = options_.concurrency == 1,
                                .has_bar = has_bar,
                                .share = options_.share};
  pretty_.emplace(context.out, context.out_terminal, context.err, context.err_terminal,
                  std::move(shown), context.clock);
}

void DeliveryView::clear_bar() {
  if (pretty_) pretty_->clear_bar();
  if (bar_) bar_->clear();
}

void DeliveryView::attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
  if (pretty_) pretty_->attempted(outgoing, attempt);
}

void DeliveryView::finished(const delivery::Delivery& delivery, const std::string& hint) {
  if (delivery.is_cut) return show(delivery);
  summary_.add(delivery);
  if (bar_) bar_->add(!delivery.delivered, true);
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
  if (options_.url.empty() || context_.quiet) return;
  const std::string text = explanations_.once(attempt, options_.url, context_.err_terminal);
  if (text.empty()) return;
  clear_bar();
  context_.err << text << std::flush;
}

void DeliveryView::summarise(const delivery::RunResult& result) {
  const auto took = result.took;
  const auto judged = result.stopped ? std::vector<delivery::Requirement>() : options_.requirements;
  clear_bar();
  if (!pretty_) {
    Json line = to_json(summary_, took);
    for (const delivery::Requirement& one : judged)
      line["requirements"].push_back(to_json(one, delivery::judge(one, summary_, took)));
    context_.out << json_line(line) << '\n' << std::flush;
    return;
  }
  context_.out << over_interrupt(context_, context_.out_terminal);
  pretty_->ended(summary_, took, result.stopped);
  for (const delivery::Requirement& one : judged)
    context_.out << requirement_line(one, delivery::judge(one, summary_, took), summary_,
                                     context_.out_terminal);
  context_.out << std::flush;
}

void DeliveryView::ended(const delivery::RunResult& result) {
  summarise(result);
  is_success_ = delivery::is_success(options_.requirements, summary_, result.took);
  if (pretty_ && !hint_.empty() && !context_.quiet)
    context_.err << context_.err_terminal.paint(Style::bold, "hint:") << ' ' << hint_ << std::endl;
}

void say_stopped(const DeliveryView& view, std::optional<std::uint64_t> total,
                 std::optional<double> share, Context& context) {
  if (context.quiet) return;
  context.err << count_text(view.summary().deliveries);
  if (total)
    context.err << " of " << count_text(*total);
  else if (share)
    context.err << " (" << static_cast<int>(*share * 100) << " %)";
  context.err << " sent; stopped\n";
}

}  // namespace streamctl::cli
