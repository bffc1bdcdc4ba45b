#include "render/events.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "net/status.h"
#include "render/json.h"
#include "render/layout.h"
#include "render/status.h"
#include "render/table.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

using listener::Seen;

constexpr std::size_t body_margin = 2;
constexpr std::size_t heading_hang = 14;  // As wide as the time: below the verdict.
constexpr std::size_t types_told_max = 8;
// What a name may be cut to, with the gap before it.
constexpr std::size_t type_columns_least = 8;
constexpr std::size_t call_columns_least = 12;
constexpr std::size_t id_shown = 8;  // Enough of a UUID to tell two apart.

/// A short name for each fault, to scan a log by.
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

Run verdict_of(const Seen& seen) {
  // Nothing is answered over a WebSocket.
  if (seen.record.transport == capture::Transport::websocket && seen.status == 200)
    return {"  ●", Style::green, true};
  const bool taken = net::is_success(seen.status);
  const std::string answer = seen.status == 0 ? "no answer" : std::to_string(seen.status);
  Style style = taken ? Style::green : Style::red;
  if (!seen.misbehaviour.empty()) style = Style::yellow;
  return {(taken ? "  ✓ " : "  ✗ ") + answer, style, true};
}

std::string size_of(const Seen& seen) {
  if (seen.compressed) return size_text(seen.wire_bytes) + " gzip, " + size_text(seen.body_bytes);
  return size_text(seen.body_bytes);
}

/// On a narrow terminal one line has no room for words.
enum class Words { all, few };

/// Time, verdict, type, call, attempt, size.
Runs heading_of(const Seen& seen, Words words) {
  const std::string& type = seen.record.type;
  Runs runs{{local_clock_text(seen.record.received_at), Style::dim, true}, verdict_of(seen)};
  runs.push_back({"  " + (type.empty() ? "(no type)" : printable_name(type)), style_of_type(type),
                  true, false, type_columns_least});
  if (!seen.record.call_cid.empty()) {
    runs.push_back({"  " + printable_name(seen.record.call_cid), Style::plain, true, true,
                    call_columns_least});
  }
  if (seen.retry || seen.record.attempt > 1) {
    const std::string mark = words == Words::all ? "  ↻ attempt " : "  ↻ ";
    runs.push_back({mark + std::to_string(seen.record.attempt), Style::yellow, true});
    if (seen.duplicate) runs.push_back({", a duplicate", Style::yellow, false, true});
  }
  runs.push_back({"  " + size_of(seen), Style::dim, true, true});
  return runs;
}

std::string noted(const std::string& text, const Terminal& terminal) {
  return flowed({{"  "}, {text, Style::dim}}, body_margin + 2, terminal);
}

/// What there is to say between the heading and the body.
std::string notes_of(const Seen& seen, const Terminal& terminal) {
  std::string text;
  if (seen.retry && seen.first_seen) {
    const auto since = seen.record.received_at - *seen.first_seen;
    text += noted("↻ of " + short_id(seen.record.webhook_id) + ", first seen " +
                      duration_text(since) + " ago, at " + local_clock_text(*seen.first_seen),
                  terminal);
  }
  if (!seen.misbehaviour.empty())
    text += noted("answered by --respond: " + printable(seen.misbehaviour), terminal);
  if (!seen.note.empty()) text += noted(printable(seen.note), terminal);
  const bool is_signed = seen.record.transport != capture::Transport::sqs;
  if (is_signed && !seen.record.verified && !seen.fault)
    text += noted("signature not checked", terminal);
  return text;
}

/// "  → 503 Service Unavailable in 12ms".
Runs target_of(const listener::Forwarded& forwarded, Words words) {
  const Run took{" in " + duration_text(forwarded.duration), Style::dim, false, true};
  if (forwarded.status == 0) {
    const std::string why = forwarded.timed_out ? "no answer in time" : printable(forwarded.error);
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

std::string forwarded_of(const Seen& seen, const Terminal& terminal) {
  if (!seen.forwarded) return "";
  return flowed(target_of(*seen.forwarded, Words::all), body_margin + 2, terminal) +
         answer_lines(seen.forwarded->response_body, seen.forwarded->response_cut, body_margin + 2,
                      terminal);
}

std::string body_of(const Seen& seen, const EventView& view, const Terminal& terminal) {
  const JsonLines shown = json_lines(seen.record.body, view.lines_max, body_margin, terminal);
  if (shown.hidden == 0) return shown.text;
  const std::string lines =
      count_text(shown.hidden) + (shown.hidden == 1 ? " more line" : " more lines");
  return shown.text + noted("… " + lines + " (--max-lines 0 shows all)", terminal);
}

/// One line. Where there is no room for all, the verdict, the attempt and the target's status stay.
std::string compact_of(const Seen& seen, const Terminal& terminal) {
  const bool is_short = terminal.is_tty && terminal.width < narrow_columns;
  const Words words = is_short ? Words::few : Words::all;
  Runs runs = heading_of(seen, words);
  if (!seen.forwarded) return one_line(std::move(runs), terminal);
  for (Run& run : target_of(*seen.forwarded, words))
    runs.push_back(std::move(run));
  return one_line(std::move(runs), terminal);
}

/// What failed, and what to look at, in red: one line in a pipe, as many as it takes on a terminal.
std::string render_refused(const Seen& seen, const Terminal& terminal) {
  std::string what;
  std::string why;
  if (seen.fault) {
    what = name_of(*seen.fault);
    if (!seen.note.empty())
      why = printable(seen.note);
    else if (*seen.fault != webhook::Fault::not_an_event)  // Its name says it all.
      why = webhook::explain(*seen.fault);
  } else {
    what = printable(seen.refusal);
    if (!seen.method.empty()) why = printable_name(seen.method) + " " + printable_name(seen.target);
  }
  Runs runs{{local_clock_text(seen.record.received_at), Style::dim, true},
            {"  ✗ " + std::to_string(seen.status) + "  ", Style::red},
            {what, Style::red}};
  if (!why.empty()) {
    runs.push_back({": "});
    runs.push_back({why, Style::red});
  }
  runs.push_back({"  from " + printable_name(seen.record.remote), Style::dim, true});
  return flowed(runs, heading_hang, terminal);
}

/// "wrong signature", "2 wrong signature, 1 no delivery": why they were refused.
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

std::string render_seen(const Seen& seen, const EventView& view, const Terminal& terminal) {
  if (!seen.aside.empty()) return seen.aside + "\n";
  if (!listener::is_sound(seen)) return render_refused(seen, terminal);
  if (view.compact) return compact_of(seen, terminal);
  std::string text = flowed(heading_of(seen, Words::all), heading_hang, terminal);
  text += notes_of(seen, terminal) + forwarded_of(seen, terminal);
  if (!seen.retry) text += body_of(seen, view, terminal);
  return text + "\n";
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
