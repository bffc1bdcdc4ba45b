#include "render/events.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "net/status.h"
#include "render/json.h"
#include "render/layout.h"
#include "render/sns.h"
#include "render/status.h"
#include "render/table.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

using listener::Delivery;

constexpr std::size_t body_margin = 2;
constexpr std::size_t heading_hang = 14;  // As wide as the time: below the verdict.
constexpr std::size_t types_told_max = 8;
// The minimum width of a truncated name, with the gap before it.
constexpr std::size_t type_columns_least = 8;
constexpr std::size_t call_columns_least = 12;
constexpr std::size_t id_shown = 8;  // Enough of a UUID to distinguish two.

/// A short name for each fault, for scanning a log.
std::string_view name_of(webhook::Fault fault) {
  switch (fault) {
    case webhook::Fault::unknown_encoding:
      return "unknown encoding";
    case webhook::Fault::bad_gzip:
      return "broken gzip";
    case webhook::Fault::too_large:
      return "too large";
    case webhook::Fault::missing_signature:
      return "no signature";
    case webhook::Fault::wrong_signature:
      return "wrong signature";
    case webhook::Fault::not_an_event:
      return "no JSON object";
    case webhook::Fault::foreign_message:
      return "no event";
    case webhook::Fault::foreign_topic:
      return "foreign topic";
    case webhook::Fault::not_from_sns:
      return "not from SNS";
    case webhook::Fault::no_sns_certificate:
      return "no certificate";
  }
  return "";
}

std::string short_id(const std::string& id) {
  return printable(cut_to_bytes(id, id_shown)) + (id.size() > id_shown ? "…" : "");
}

Run verdict_of(const Delivery& delivery) {
  // A WebSocket gets no answer.
  if (delivery.record.transport == capture::Transport::websocket && delivery.status == 200)
    return {"  ●", Style::green, true};
  const bool taken = net::is_success(delivery.status);
  const std::string answer = delivery.status == 0 ? "no answer" : std::to_string(delivery.status);
  Style style = taken ? Style::green : Style::red;
  if (!delivery.misbehaviour.empty()) style = Style::yellow;
  return {(taken ? "  ✓ " : "  ✗ ") + answer, style, true};
}

std::string size_of(const Delivery& delivery) {
  if (delivery.compressed)
    return size_text(delivery.wire_bytes) + " gzip, " + size_text(delivery.body_bytes);
  return size_text(delivery.body_bytes);
}

/// On a narrow terminal one line has no room for words.
enum class Words { all, few };

/// Time, verdict, type, call, attempt, size.
Runs heading_of(const Delivery& delivery, Words words) {
  const std::string& type = delivery.record.type;
  Runs runs{{local_clock_text(delivery.record.received_at), Style::dim, true},
            verdict_of(delivery)};
  runs.push_back({"  " + (type.empty() ? "(no type)" : printable_name(type)), style_of_type(type),
                  true, false, type_columns_least});
  if (!delivery.record.call_cid.empty()) {
    runs.push_back({"  " + printable_name(delivery.record.call_cid), Style::plain, true, true,
                    call_columns_least});
  }
  if (delivery.retry || delivery.record.attempt > 1) {
    const std::string mark = words == Words::all ? "  ↻ attempt " : "  ↻ ";
    runs.push_back({mark + std::to_string(delivery.record.attempt), Style::yellow, true});
    if (delivery.duplicate) runs.push_back({", a duplicate", Style::yellow, false, true});
  }
  runs.push_back({"  " + size_of(delivery), Style::dim, true, true});
  return runs;
}

std::string noted(const std::string& text, const Terminal& terminal) {
  return flowed({{"  "}, {text, Style::dim}}, body_margin + 2, terminal);
}

/// The notes between the heading and the body.
std::string notes_of(const Delivery& delivery, const Terminal& terminal) {
  std::string text;
  if (delivery.retry && delivery.first_seen) {
    const auto since = delivery.record.received_at - *delivery.first_seen;
    text += noted("↻ of " + short_id(delivery.record.webhook_id) + ", first seen " +
                      duration_text(since) + " ago, at " + local_clock_text(*delivery.first_seen),
                  terminal);
  }
  if (!delivery.misbehaviour.empty())
    text += noted("answered by --respond: " + printable(delivery.misbehaviour), terminal);
  if (!delivery.note.empty()) text += noted(printable(delivery.note), terminal);
  const bool is_signed = delivery.record.transport != capture::Transport::sqs;
  if (is_signed && !delivery.record.verified && !delivery.fault)
    text += noted("signature not checked", terminal);
  return text;
}

/// "  → 503 Service Unavailable in 12ms".
Runs target_of(const delivery::Attempt& forwarded, Words words) {
  const Run took{" in " + duration_text(forwarded.duration), Style::dim, false, true};
  if (forwarded.status == 0) {
    const std::string why = forwarded.outcome == delivery::Outcome::timeout
                                ? "no answer in time"
                                : printable(forwarded.error);
    return {{"  → "}, {why, Style::red}, took};
  }
  const Style style = net::is_success(forwarded.status) ? Style::green : Style::red;
  const std::string status =
      words == Words::all ? status_text(forwarded.status) : std::to_string(forwarded.status);
  const std::string& location = forwarded.location;
  const std::string place =
      words == Words::few || location.empty() ? "" : " to " + printable(location);
  return {{"  → "}, {status + place, style}, took};
}

std::string forwarded_of(const Delivery& delivery, const Terminal& terminal) {
  if (!delivery.forwarded) return "";
  return flowed(target_of(*delivery.forwarded, Words::all), body_margin + 2, terminal) +
         answer_lines(delivery.forwarded->response_body, delivery.forwarded->response_cut,
                      body_margin + 2, terminal);
}

std::string body_of(const Delivery& delivery, const EventView& view, const Terminal& terminal) {
  const JsonLines shown = json_lines(delivery.record.body, view.lines_max, body_margin, terminal);
  if (shown.hidden == 0) return shown.text;
  const std::string lines =
      count_text(shown.hidden) + (shown.hidden == 1 ? " more line" : " more lines");
  return shown.text + noted("… " + lines + " (--max-lines 0 shows all)", terminal);
}

/// One line. If there is no room for all, the verdict, the attempt and the target's status stay.
std::string compact_of(const Delivery& delivery, const Terminal& terminal) {
  const bool is_short = terminal.is_tty && terminal.width < narrow_columns;
  const Words words = is_short ? Words::few : Words::all;
  Runs runs = heading_of(delivery, words);
  if (!delivery.forwarded) return one_line(std::move(runs), terminal);
  for (Run& run : target_of(*delivery.forwarded, words))
    runs.push_back(std::move(run));
  return one_line(std::move(runs), terminal);
}

/// The failure and where to look, in red: one line in a pipe, as many as needed on a terminal.
std::string refusal_line(WallTime received_at, unsigned status, std::string_view what,
                         const std::string& why, const std::string& remote,
                         const Terminal& terminal) {
  Runs runs{{local_clock_text(received_at), Style::dim, true},
            {"  ✗ " + std::to_string(status) + "  ", Style::red},
            {std::string(what), Style::red}};
  if (!why.empty()) {
    runs.push_back({": "});
    runs.push_back({why, Style::red});
  }
  runs.push_back({"  from " + printable_name(remote), Style::dim, true});
  return flowed(runs, heading_hang, terminal);
}

std::string render(const Delivery& delivery, const EventView& view, const Terminal& terminal) {
  if (delivery.fault) {
    std::string why = printable(delivery.note);
    // The name of this fault is sufficient.
    if (why.empty() && *delivery.fault != webhook::Fault::not_an_event)
      why = webhook::explain(*delivery.fault);
    return refusal_line(delivery.record.received_at, delivery.status, name_of(*delivery.fault), why,
                        delivery.record.remote, terminal);
  }
  if (view.compact) return compact_of(delivery, terminal);
  std::string text = flowed(heading_of(delivery, Words::all), heading_hang, terminal);
  text += notes_of(delivery, terminal) + forwarded_of(delivery, terminal);
  if (!delivery.retry) text += body_of(delivery, view, terminal);
  return text + "\n";
}

std::string render(const listener::Refusal& refusal, const EventView& /*view*/,
                   const Terminal& terminal) {
  std::string why;
  if (!refusal.method.empty())
    why = printable_name(refusal.method) + " " + printable_name(refusal.target);
  return refusal_line(refusal.received_at, refusal.status, printable(refusal.why), why,
                      refusal.remote, terminal);
}

std::string render(const sns::Confirmation& confirmation, const EventView& /*view*/,
                   const Terminal& terminal) {
  return render_confirmation(confirmation, terminal) + "\n";
}

std::string render(const listener::Aside& aside, const EventView& /*view*/,
                   const Terminal& /*terminal*/) {
  return aside.line + "\n";
}

/// "wrong signature", "2 wrong signature, 1 no delivery": the reasons for refusal.
std::string reasons_of(const listener::Tally& tally) {
  std::vector<std::string> names;
  std::uint64_t others = tally.refused;
  const auto add = [&](std::uint64_t count, std::string_view name) {
    if (count == 0) return;
    names.push_back((count < tally.refused ? count_text(count) + " " : "") + std::string(name));
  };
  for (std::size_t i = 0; i < tally.faults.size(); ++i) {
    others -= tally.faults.at(i);
    add(tally.faults.at(i), name_of(static_cast<webhook::Fault>(i)));
  }
  add(others, "no delivery");
  return joined(names, ", ");
}

}  // namespace

Style style_of_type(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, Style>, 9> styles{
      {{"call", Style::blue},
       {"session", Style::cyan},
       {"ringing", Style::yellow},
       {"moderation", Style::red},
       {"recording", Style::magenta},
       {"transcription", Style::magenta},
       {"broadcast", Style::magenta},
       {"custom", Style::green},
       {"members", Style::cyan}}};
  const std::string group = webhook::group_of(type);
  const auto found = std::find_if(styles.begin(), styles.end(),
                                  [&](const auto& one) { return one.first == group; });
  return found == styles.end() ? Style::bold : found->second;
}

std::string render_seen(const listener::Seen& seen, const EventView& view,
                        const Terminal& terminal) {
  return std::visit([&](const auto& one) { return render(one, view, terminal); }, seen);
}

std::string render_skipped(std::uint64_t skipped, const Terminal& terminal) {
  const std::string deliveries = count_text(skipped) + (skipped == 1 ? " delivery" : " deliveries");
  return flowed({{"… " + deliveries + " not shown: the terminal is too slow", Style::yellow}},
                body_margin, terminal);
}

std::string render_tally(const listener::Tally& tally, std::chrono::nanoseconds took,
                         const Terminal& terminal) {
  Runs runs{{count_text(tally.received) + " received in " + duration_text(took)}};
  const auto part = [&](std::uint64_t count, const std::string& what, Style style) {
    if (count == 0) return;
    runs.push_back({", "});
    runs.push_back({count_text(count) + " " + what, style, true});
  };
  part(tally.accepted, "accepted", Style::green);
  part(tally.refused, "refused", Style::red);
  if (tally.refused > 0) runs.push_back({" (" + reasons_of(tally) + ")"});
  part(tally.failed, "failed", Style::yellow);
  part(tally.retries, tally.retries == 1 ? "retry" : "retries", Style::yellow);
  part(tally.duplicates, tally.duplicates == 1 ? "duplicate" : "duplicates", Style::yellow);
  part(tally.filtered, "filtered out", Style::dim);
  part(tally.recorded, "recorded", Style::plain);
  part(tally.forwarded, "forwarded", Style::plain);
  std::string text = flowed(runs, body_margin, terminal);
  const auto types = tally.types();
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < std::min(types.size(), types_told_max); ++i) {
    const std::string count = count_text(types[i].second);
    rows.push_back({{"  " + std::string(count.size() < 9 ? 9 - count.size() : 0, ' ') + count},
                    {printable_name(types[i].first), style_of_type(types[i].first)}});
  }
  text += table({}, rows, terminal);
  if (types.size() > types_told_max)
    text += noted("… and " + count_text(types.size() - types_told_max) + " types more", terminal);
  return text;
}

}  // namespace streamctl::cli
