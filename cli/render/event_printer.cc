#include "render/event_printer.h"

#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "capture/record.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "listener/answers.h"
#include "webhook/verify.h"

namespace streamctl::cli {
namespace {

using listener::Seen;

Json refused_line(const Seen& seen) {
  Json line{{"kind", "refused"},
            {"received_at", rfc3339_micros(seen.record.received_at)},
            {"remote", seen.record.remote},
            {"status", seen.status}};
  if (!seen.fault) {
    line["code"] = "not_a_delivery";
    line["message"] = seen.refusal;
    line["method"] = printable(seen.method);
    line["target"] = printable(seen.target);
    return line;
  }
  line["code"] = listener::name_of(*seen.fault);
  line["message"] = webhook::explain(*seen.fault);
  if (!seen.note.empty()) line["note"] = seen.note;
  line["webhook_id"] = printable(seen.record.webhook_id);
  line["attempt"] = seen.record.attempt;
  return line;
}

Json forwarded_line(const Seen& seen) {
  const listener::Forwarded& forwarded = *seen.forwarded;
  using Milliseconds = std::chrono::duration<double, std::milli>;
  Json line{{"kind", "forwarded"},
            {"webhook_id", printable(seen.record.webhook_id)},
            {"attempt", seen.record.attempt},
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

}  // namespace

std::string seen_as_json(const Seen& seen) {
  if (!seen.aside.empty()) return seen.aside + "\n";
  if (!listener::is_sound(seen)) return json_line(refused_line(seen)) + "\n";
  std::string text;
  capture::append_line(seen.record, text);
  if (seen.delivery) return text + json_line(delivery::to_json(*seen.delivery)) + "\n";
  if (seen.forwarded) text += json_line(forwarded_line(seen)) + "\n";
  return text;
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
    for (const Seen& seen : shown->deliveries)
      page.add(is_json ? seen_as_json(seen) : render_seen(seen, view, terminal));
    return true;
  };
  source.close = [&queue] { queue.close(); };
  source.missing = [is_json, terminal](std::uint64_t events) {
    return is_json ? skipped_as_json(events) : render_skipped(events, terminal);
  };
  return source;
}

}  // namespace

ListenPrinter::ListenPrinter(listener::ShownQueue& queue, Context& context, EventView view,
                             std::function<void()> failed)
    : printer_(context, source_of(queue, context, view), std::move(failed)) {}

}  // namespace streamctl::cli
