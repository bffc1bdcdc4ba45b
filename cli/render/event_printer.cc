#include "render/event_printer.h"

#include <chrono>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "capture/record.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "listener/answers.h"
#include "render/sns.h"
#include "webhook/verify.h"

namespace streamctl::cli {
namespace {

using listener::Seen;

Json refused_line(WallTime received_at, const std::string& remote, unsigned status) {
  return Json{{"kind", "refused"},
              {"received_at", rfc3339_micros(received_at)},
              {"remote", remote},
              {"status", status}};
}

Json forwarded_line(const listener::Delivery& delivery, const listener::Forwarded& target) {
  if (target.report) {
    Json line = delivery::to_json(*target.report);
    line["url"] = printable(target.url);
    return line;
  }
  const delivery::Attempt& forwarded = target.answer;
  using Milliseconds = std::chrono::duration<double, std::milli>;
  Json line{{"kind", "forwarded"},
            {"v", 1},
            {"webhook_id", printable(delivery.record.webhook_id)},
            {"attempt", delivery.record.attempt},
            {"url", printable(target.url)},
            {"duration_ms", Milliseconds(forwarded.duration).count()}};
  line["status"] = forwarded.status == 0 ? Json(nullptr) : Json(forwarded.status);
  if (forwarded.status == 0) line["error"] = printable(forwarded.error);
  if (!forwarded.location.empty()) line["location"] = printable(forwarded.location);
  if (!forwarded.response_body.empty()) {
    line["response_body"] = printable(forwarded.response_body);
    line["response_cut"] = forwarded.response_cut;
  }
  return line;
}

std::string lines_of(const listener::Delivery& delivery) {
  const capture::Record& record = delivery.record;
  if (delivery.fault) {
    Json line = refused_line(record.received_at, record.remote, delivery.status);
    line["code"] = listener::name_of(*delivery.fault);
    line["message"] = webhook::explain(*delivery.fault);
    if (!delivery.note.empty()) line["note"] = delivery.note;
    line["webhook_id"] = printable(record.webhook_id);
    line["attempt"] = record.attempt;
    return json_line(line) + "\n";
  }
  std::string text;
  capture::append_line(record, text);
  for (const listener::Forwarded& target : delivery.forwarded)
    text += json_line(forwarded_line(delivery, target)) + "\n";
  return text;
}

std::string lines_of(const listener::Refusal& refusal) {
  Json line = refused_line(refusal.received_at, refusal.remote, refusal.status);
  line["code"] = listener::code_of(refusal);
  line["message"] = refusal.why;
  line["method"] = printable(refusal.method);
  line["target"] = printable(refusal.target);
  return json_line(line) + "\n";
}

std::string lines_of(const sns::Confirmation& confirmation) {
  return confirmation_as_json(confirmation) + "\n";
}

std::string lines_of(const listener::Aside& aside) {
  return aside.line + "\n";
}

}  // namespace

std::string seen_as_json(const Seen& seen) {
  return std::visit([](const auto& one) { return lines_of(one); }, seen);
}

std::string skipped_as_json(std::uint64_t skipped) {
  return json_line(Json{{"kind", "skipped"}, {"count", skipped}}) + "\n";
}

namespace {

BackgroundPrinter::Source source_of(listener::ShownQueue& queue, const Context& context,
                                    EventView view) {
  const bool is_json = context.output == Output::json;
  const Terminal terminal = context.out_terminal;
  BackgroundPrinter::Source source;
  source.next = [&queue, is_json, terminal, view](BackgroundPrinter::Page& page) {
    const auto shown = queue.pop();
    if (!shown) return false;
    if (page.is_unread()) return true;
    page.skip(shown->skipped);
    const Terminal now = terminal.now();
    for (const Seen& seen : shown->seen)
      page.add_rendered(
          [&] { return is_json ? seen_as_json(seen) : render_seen(seen, view, now); });
    return true;
  };
  source.close = [&queue] { queue.close(); };
  source.missing = [is_json, terminal](std::uint64_t events) {
    return is_json ? skipped_as_json(events) : render_skipped(events, terminal.now());
  };
  return source;
}

}  // namespace

ListenPrinter::ListenPrinter(listener::ShownQueue& queue, Context& context, EventView view,
                             std::function<void()> failed)
    : printer_(context, source_of(queue, context, view), std::move(failed)) {}

}  // namespace streamctl::cli
