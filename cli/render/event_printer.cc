#include "render/event_printer.h"

#include <chrono>
#include <exception>
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

/// Text is handed over when it is so long, though more of the same turn follows.
constexpr std::size_t chunk_bytes = 256 * 1024;

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

ListenPrinter::ListenPrinter(listener::ShownQueue& queue, Context& context, EventView view,
                             std::function<void()> failed)
    : queue_(queue),
      output_(context, std::move(failed)),
      terminal_(context.out_terminal),
      form_(context.output),
      view_(view),
      thread_([this] { run(); }) {}

ListenPrinter::~ListenPrinter() {
  if (std::uncaught_exceptions() > 0) output_.hurry();  // The end may not wait for a reader.
  queue_.close();
}

std::string ListenPrinter::skipped_text(std::uint64_t skipped) const {
  if (skipped == 0) return "";
  return form_ == Output::json ? skipped_as_json(skipped) : render_skipped(skipped, terminal_);
}

void ListenPrinter::run() {
  while (auto shown = queue_.pop()) {
    if (output_.gone()) continue;  // The queue is emptied all the same.
    std::uint64_t events = shown->skipped;
    std::string text = skipped_text(shown->skipped + output_.lost());
    const auto print = [&] {
      output_.print(text, std::exchange(events, 0));
      text = skipped_text(output_.lost());
    };
    for (const Seen& seen : shown->deliveries) {
      text += form_ == Output::json ? seen_as_json(seen) : render_seen(seen, view_, terminal_);
      ++events;
      if (text.size() >= chunk_bytes) print();
    }
    if (events > 0) print();
  }
}

}  // namespace streamctl::cli
