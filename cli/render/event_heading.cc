#include "render/event_heading.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "listener/answers.h"
#include "net/status.h"
#include "render/event_facts.h"
#include "render/status.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

using listener::Delivery;

constexpr std::size_t refusal_hang = 14;  // As wide as the time: below the verdict.
// The minimum width of a truncated name, with the gap before it.
constexpr std::size_t type_columns_least = 12;
constexpr std::size_t call_columns_least = 12;
constexpr std::size_t who_columns_least = 8;
constexpr std::size_t fact_columns_least = 12;
/// The order in which parts give way on a narrow terminal, the highest first.
enum HeadingRank : int { id_rank = -1, who_rank = 1, fact_rank = 2, size_rank = 3 };

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

void add_type_and_call(Runs& runs, const std::string& type, const std::string& call_cid) {
  runs.push_back({"  " + (type.empty() ? "(no type)" : printable_name(type)), style_of_type(type),
                  true, false, type_columns_least});
  if (call_cid.empty()) return;
  runs.push_back({"  " + printable_name(call_cid), Style::plain, true, true, call_columns_least});
}

void add_attempt(Runs& runs, const Delivery& delivery, Words words) {
  if (!delivery.retry && delivery.record.attempt <= 1) return;
  const std::string mark = words == Words::all ? "  ↻ attempt " : "  ↻ ";
  runs.push_back({mark + std::to_string(delivery.record.attempt), Style::yellow, true});
  if (delivery.duplicate) runs.push_back({", a duplicate", Style::yellow, false, true});
}

void add_id(Runs& runs, const Delivery& delivery) {
  if (delivery.record.webhook_id.empty()) return;
  runs.push_back({"  " + short_id(delivery.record.webhook_id), Style::dim, true, true, 0, id_rank});
}

void add_targets(Runs& runs, const Delivery& delivery, Words words, bool named) {
  if (delivery.is_for_no_target) runs.push_back({"  → no target", Style::dim});
  for (const listener::Forwarded& target : delivery.forwarded) {
    for (Run& run : target_runs(target, words, named))
      runs.push_back(std::move(run));
  }
}

std::string refusal_text(const Runs& front, std::string_view what, const std::string& why,
                         const std::string& remote, const Terminal& terminal) {
  Runs runs = front;
  runs.push_back({"  "});
  runs.push_back({std::string(what), Style::red});
  if (!why.empty()) {
    runs.push_back({": "});
    runs.push_back({why, Style::red});
  }
  runs.push_back({"  from " + printable_name(remote), Style::dim, true});
  return flowed(runs, refusal_hang, terminal);
}

Runs refusal_front(WallTime received_at, unsigned status, const Terminal& terminal) {
  return {{clock_text(received_at, terminal), Style::dim, true},
          {"  ✗ " + std::to_string(status), Style::red, true}};
}

/// "127.0.0.1:3000/hook" of "http://127.0.0.1:3000/hook".
std::string short_url(const std::string& url) {
  constexpr std::string_view scheme = "http://";
  return printable(url.starts_with(scheme) ? url.substr(scheme.size()) : url);
}

}  // namespace

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

std::string event_heading(const Delivery& delivery, const EventView& view,
                          const Terminal& terminal) {
  const bool is_short = terminal.is_tty && terminal.width < narrow_columns;
  const Words words = is_short ? Words::few : Words::all;
  const EventFacts facts = facts_of(delivery.record.body);
  Runs runs{{clock_text(delivery.record.received_at, terminal), Style::dim, true},
            verdict_of(delivery)};
  add_type_and_call(runs, delivery.record.type, delivery.record.call_cid);
  if (!facts.who.empty())
    runs.push_back({"  " + facts.who, Style::cyan, true, true, who_columns_least, who_rank});
  add_attempt(runs, delivery, words);
  if (view.compact) add_targets(runs, delivery, words, view.names_targets);
  for (std::size_t i = 0; view.compact && i < facts.others.size(); ++i)
    runs.push_back(
        {"  " + facts.others[i], Style::plain, true, true, fact_columns_least, fact_rank});
  runs.push_back({"  " + size_of(delivery), Style::dim, true, true, 0, size_rank});
  add_id(runs, delivery);
  return one_line(std::move(runs), terminal);
}

std::string refused_heading(const Delivery& delivery, const Terminal& terminal) {
  const capture::Record& record = delivery.record;
  Runs front = refusal_front(record.received_at, delivery.status, terminal);
  const EventFacts facts = facts_of(record.body);
  if (!facts.type.empty()) {
    front.push_back({"  " + facts.type, Style::plain, true});
    if (!facts.call_cid.empty()) front.push_back({"  " + facts.call_cid, Style::plain, true});
  }
  add_id(front, delivery);
  std::string why = printable(delivery.note);
  // The name of this fault is sufficient.
  if (why.empty() && *delivery.fault != webhook::Fault::not_an_event)
    why = webhook::explain(*delivery.fault);
  return refusal_text(front, name_of(*delivery.fault), why, record.remote, terminal);
}

std::string refused_heading(const listener::Refusal& refusal, const Terminal& terminal) {
  std::string what = printable(refusal.why);
  if (listener::is_too_large(refusal))
    what = std::string(name_of(webhook::Fault::too_large)) + ": " + what;
  std::string why;
  if (!refusal.method.empty())
    why = printable_name(refusal.method) + " " + printable_name(refusal.target);
  return refusal_text(refusal_front(refusal.received_at, refusal.status, terminal), what, why,
                      refusal.remote, terminal);
}

Runs target_runs(const listener::Forwarded& target, Words words, bool named) {
  const delivery::Attempt& answer = target.answer;
  const std::string arrow = "  → " + (named ? short_url(target.url) + ": " : "");
  const Run took{" in " + duration_text(answer.duration), Style::dim, false, true};
  if (answer.status == 0) {
    const std::string why = answer.outcome == delivery::Outcome::timeout ? "no answer in time"
                                                                         : printable(answer.error);
    return {{arrow}, {why, Style::red}, took};
  }
  const Style style = net::is_success(answer.status) ? Style::green : Style::red;
  const std::string status =
      words == Words::all ? status_text(answer.status) : std::to_string(answer.status);
  const std::string& location = answer.location;
  const std::string place =
      words == Words::few || location.empty() ? "" : " to " + printable(location);
  return {{arrow}, {status + place, style}, took};
}

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

}  // namespace streamctl::cli
