#include "render/events.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/attempts.h"
#include "render/event_heading.h"
#include "render/json.h"
#include "render/layout.h"
#include "render/sns.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

using listener::Delivery;

constexpr std::size_t body_margin = 2;
constexpr std::size_t types_listed_max = 8;

std::string noted(const std::string& text, const Terminal& terminal) {
  return flowed({{"  "}, {text, Style::dim}}, body_margin + 2, terminal);
}

/// The notes between the heading and the body.
std::string notes_of(const Delivery& delivery, const Terminal& terminal) {
  std::string text;
  if (delivery.retry && delivery.first_seen) {
    const auto since = delivery.record.received_at - *delivery.first_seen;
    text += noted("↻ first seen " + duration_text(since) + " ago, at " +
                      local_clock_text(*delivery.first_seen),
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

std::string forwarded_of(const Delivery& delivery, bool named, const Terminal& terminal) {
  std::string text;
  for (const listener::Forwarded& target : delivery.forwarded) {
    const bool has_axis = target.report && target.report->attempts.size() > 1;
    if (named || !has_axis)
      text += flowed(target_runs(target, Words::all, named), body_margin + 2, terminal);
    if (has_axis) {
      text += attempt_axis(*target.report, body_margin + 2, terminal);
    } else {
      text += answer_lines(target.answer.response_body, target.answer.response_cut, body_margin + 2,
                           terminal);
    }
  }
  if (delivery.is_for_no_target) text += noted("→ no target is for this type", terminal);
  return text;
}

/// With --show-response: the bodies of the targets' answers alone.
std::string answers_of(const Delivery& delivery, bool named, const Terminal& terminal) {
  std::string text;
  for (const listener::Forwarded& target : delivery.forwarded) {
    const std::string body = answer_lines(target.answer.response_body, target.answer.response_cut,
                                          body_margin + 2, terminal);
    if (named && !body.empty()) text += noted(printable(target.url) + ":", terminal);
    text += body;
  }
  return text;
}

std::string body_of(const Delivery& delivery, const EventView& view, const Terminal& terminal) {
  const JsonLines shown = json_lines(delivery.record.body, view.lines_max, body_margin, terminal,
                                     view.full ? Snapshots::whole : Snapshots::folded);
  if (shown.hidden == 0) return shown.text;
  const std::string lines =
      count_text(shown.hidden) + (shown.hidden == 1 ? " more line" : " more lines");
  const char* all = view.full ? "--max-lines 0" : "--full";
  return shown.text + noted("… " + lines + " (" + all + " shows all)", terminal);
}

std::string render(const Delivery& delivery, const EventView& view, const Terminal& terminal) {
  if (delivery.fault) return refused_heading(delivery, terminal);
  std::string text = event_heading(delivery, view, terminal);
  if (view.compact) return text + answers_of(delivery, view.names_targets, terminal);
  text += notes_of(delivery, terminal) + forwarded_of(delivery, view.names_targets, terminal);
  if (!delivery.retry) text += body_of(delivery, view, terminal);
  return text + "\n";
}

std::string render(const listener::Refusal& refusal, const EventView& /*view*/,
                   const Terminal& terminal) {
  return refused_heading(refusal, terminal);
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
  for (std::size_t i = 0; i < std::min(types.size(), types_listed_max); ++i) {
    const std::string count = count_text(types[i].second);
    rows.push_back({{"  " + std::string(count.size() < 9 ? 9 - count.size() : 0, ' ') + count},
                    {types[i].first.empty() ? "(none)" : printable_name(types[i].first),
                     style_of_type(types[i].first)}});
  }
  text += table({}, rows, terminal);
  if (types.size() > types_listed_max)
    text += noted("… and " + count_text(types.size() - types_listed_max) + " types more", terminal);
  return text;
}

}  // namespace streamctl::cli
