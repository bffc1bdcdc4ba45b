#include "render/events.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/json.h"
#include "render/status.h"
#include "render/table.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

using listener::Seen;

constexpr std::size_t body_margin = 2;
constexpr std::size_t types_told_max = 8;
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
  }
  return "";
}

std::string short_id(const std::string& id) {
  return printable(id.substr(0, id_shown)) + (id.size() > id_shown ? "…" : "");
}

std::string verdict_of(const Seen& seen, const Terminal& terminal) {
  if (!seen.misbehaviour.empty()) {
    const std::string answer = seen.status == 0 ? "no answer" : std::to_string(seen.status);
    return terminal.paint(Style::yellow, (seen.status / 100 == 2 ? "✓ " : "✗ ") + answer);
  }
  const bool taken = seen.status / 100 == 2;
  return terminal.paint(taken ? Style::green : Style::red,
                        (taken ? "✓ " : "✗ ") + std::to_string(seen.status));
}

std::string attempt_of(const Seen& seen, const Terminal& terminal) {
  if (!seen.retry && seen.record.attempt <= 1) return "";
  std::string text = "↻ attempt " + std::to_string(seen.record.attempt);
  if (seen.duplicate) text += ", a duplicate";
  return "  " + terminal.paint(Style::yellow, text);
}

std::string size_of(const Seen& seen) {
  if (seen.compressed) return size_text(seen.wire_bytes) + " gzip, " + size_text(seen.body_bytes);
  return size_text(seen.body_bytes);
}

std::string heading_of(const Seen& seen, const Terminal& terminal) {
  const std::string& type = seen.record.type;
  std::string text =
      terminal.paint(Style::dim, local_clock_text(seen.record.received_at)) + "  " +
      verdict_of(seen, terminal) + "  " +
      terminal.paint(style_of_type(type), printable(type.empty() ? "(no type)" : type));
  if (!seen.record.call_cid.empty()) text += "  " + printable(seen.record.call_cid);
  return text + attempt_of(seen, terminal) + "  " + terminal.paint(Style::dim, size_of(seen)) +
         "\n";
}

std::string noted(const std::string& text, const Terminal& terminal) {
  return "  " + terminal.paint(Style::dim, text) + "\n";
}

/// What there is to say between the heading and the body.
std::string notes_of(const Seen& seen, const Terminal& terminal) {
  std::string text;
  if (seen.retry && seen.first_seen) {
    const auto since = seen.record.received_at - *seen.first_seen;
    text += noted("↻ of " + short_id(seen.record.webhook_id) + ", first seen " +
                      duration_text(since) + " ago",
                  terminal);
  }
  if (!seen.misbehaviour.empty())
    text += noted("answered by --respond: " + printable(seen.misbehaviour), terminal);
  if (!seen.note.empty()) text += noted(printable(seen.note), terminal);
  if (!seen.record.verified && !seen.fault) text += noted("signature not checked", terminal);
  return text;
}

std::string forwarded_of(const Seen& seen, const Terminal& terminal) {
  if (!seen.forwarded) return "";
  const auto& forwarded = *seen.forwarded;
  const std::string took = terminal.paint(Style::dim, " in " + duration_text(forwarded.duration));
  if (forwarded.status == 0) {
    const std::string why = forwarded.timed_out ? "no answer in time" : printable(forwarded.error);
    return "  → " + terminal.paint(Style::red, why) + took + "\n";
  }
  const Style style = forwarded.status / 100 == 2 ? Style::green : Style::red;
  std::string text = "  → " + terminal.paint(style, status_text(forwarded.status)) + took + "\n";
  if (forwarded.response_body.empty()) return text;
  for (const auto line : split(forwarded.response_body, '\n')) {
    text += "    " + terminal.paint(Style::dim, "│ " + printable(trimmed(line))) + "\n";
  }
  return text + (forwarded.response_cut ? "    " + terminal.paint(Style::dim, "│ …") + "\n" : "");
}

std::string body_of(const Seen& seen, const EventView& view, const Terminal& terminal) {
  const JsonLines shown = json_lines(seen.record.body, view.lines_max, body_margin, terminal);
  if (shown.hidden == 0) return shown.text;
  const std::string lines =
      count_text(shown.hidden) + (shown.hidden == 1 ? " more line" : " more lines");
  return shown.text + noted("… " + lines + " (--max-lines 0 shows all)", terminal);
}

/// One red line: what failed, and what to look at.
std::string render_refused(const Seen& seen, const Terminal& terminal) {
  std::string what = "✗ " + std::to_string(seen.status) + "  ";
  std::string why;
  if (seen.fault) {
    what += name_of(*seen.fault);
    why = seen.note.empty() ? std::string(webhook::explain(*seen.fault)) : printable(seen.note);
  } else {
    what += seen.refusal;
    if (!seen.method.empty())
      why = printable(seen.method) + " " + printable(cut_to_width(seen.target, 80));
  }
  std::string text = terminal.paint(Style::dim, local_clock_text(seen.record.received_at)) + "  " +
                     terminal.paint(Style::red, what);
  if (!why.empty()) text += ": " + terminal.paint(Style::red, why);
  return text + "  " + terminal.paint(Style::dim, "from " + printable(seen.record.remote)) + "\n";
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
  if (!listener::is_sound(seen)) return render_refused(seen, terminal);
  std::string text = heading_of(seen, terminal);
  if (view.compact) {
    if (!seen.forwarded) return text;
    text.pop_back();
    return text + forwarded_of(seen, terminal);
  }
  text += notes_of(seen, terminal) + forwarded_of(seen, terminal);
  if (!seen.retry) text += body_of(seen, view, terminal);
  return text + "\n";
}

std::string render_skipped(std::uint64_t skipped, const Terminal& terminal) {
  const std::string deliveries = count_text(skipped) + (skipped == 1 ? " delivery" : " deliveries");
  return terminal.paint(Style::yellow, "… " + deliveries + " not shown: the terminal is too slow") +
         "\n";
}

std::string render_tally(const listener::Tally& tally, std::chrono::nanoseconds took,
                         const Terminal& terminal) {
  std::string text = count_text(tally.received) + " received in " + duration_text(took);
  const auto part = [&](std::uint64_t count, const std::string& what, Style style) {
    if (count > 0) text += ", " + terminal.paint(style, count_text(count) + " " + what);
  };
  part(tally.accepted, "accepted", Style::green);
  part(tally.refused, "refused", Style::red);
  part(tally.failed, "failed", Style::yellow);
  part(tally.retries, tally.retries == 1 ? "retry" : "retries", Style::yellow);
  part(tally.duplicates, tally.duplicates == 1 ? "duplicate" : "duplicates", Style::yellow);
  part(tally.filtered, "filtered out", Style::dim);
  part(tally.recorded, "recorded", Style::plain);
  part(tally.forwarded, "forwarded", Style::plain);
  text += "\n";
  const auto types = tally.types();
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < std::min(types.size(), types_told_max); ++i) {
    const std::string count = count_text(types[i].second);
    rows.push_back({{"  " + std::string(count.size() < 9 ? 9 - count.size() : 0, ' ') + count},
                    {printable(types[i].first), style_of_type(types[i].first)}});
  }
  text += table({}, rows, terminal);
  if (types.size() > types_told_max)
    text += noted("… and " + count_text(types.size() - types_told_max) + " types more", terminal);
  return text;
}

}  // namespace streamctl::cli
