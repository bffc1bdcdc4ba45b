#include "commands/compare/report.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "commands/compare/json.h"
#include "compare/field_rules.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/event_heading.h"
#include "render/layout.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

using compare::EventName;
using compare::Reason;
using compare::Side;
using compare::Summary;
using compare::When;

constexpr std::size_t rows_max = 20;
constexpr std::size_t fields_max = 20;
/// A type's lag is shown if it differs by this factor and this much.
constexpr std::int64_t factor_shown = 2;
constexpr std::chrono::milliseconds lag_shown{20};

std::string events_text(std::uint64_t count) {
  return count_text(count) + (count == 1 ? " event" : " events");
}

std::string webhooks_text(std::uint64_t count) {
  return count_text(count) + (count == 1 ? " webhook" : " webhooks");
}

std::string_view way_of(Side side) {
  return side == Side::websocket ? "WebSocket" : "webhook";
}

class Text {
 public:
  explicit Text(const Terminal& terminal) : terminal_(terminal) {}

  void line(const Runs& runs, std::size_t hang = 2) { text_ += flowed(runs, hang, terminal_); }
  void heading(const std::string& words, const std::string& more = "") {
    text_ += "\n";
    line({{words, Style::bold}, {more.empty() ? "" : "  " + more, Style::dim}});
  }
  void note(const std::string& words, Style style = Style::dim) {
    line({{"  "}, {words, style}}, 4);
  }
  /// As a table, or on a narrow terminal each row on as many lines as it needs.
  void rows(const std::vector<std::vector<Cell>>& rows) {
    if (!terminal_.is_tty || terminal_.width >= narrow_columns) {
      text_ += table({}, rows, terminal_);
      return;
    }
    for (const std::vector<Cell>& row : rows) {
      Runs runs;
      for (const Cell& cell : row) {
        if (!runs.empty() && !cell.text.empty()) runs.push_back({"  "});
        runs.push_back({cell.text, cell.style});
      }
      line(runs, 4);
    }
  }
  [[nodiscard]] const Terminal& terminal() const { return terminal_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  const Terminal& terminal_;
  std::string text_;
};

std::string verdict(const Summary& summary) {
  const std::uint64_t by_websocket = summary.missing[Side::websocket];
  const std::uint64_t by_webhook = summary.missing[Side::webhook];
  const std::uint64_t all = summary.both + by_websocket + by_webhook;
  if (all == 0) return "No events to compare";
  if (summary.both == all)
    return all == 1 ? "The only event came both ways"
                    : "All " + events_text(all) + " came both ways";
  std::string text = count_text(summary.both) + " of " + events_text(all) + " came both ways";
  if (by_websocket > 0) text += "; " + count_text(by_websocket) + " only by WebSocket";
  if (by_webhook > 0)
    text += (by_websocket > 0 ? ", " : "; ") + count_text(by_webhook) + " only by webhook";
  return text;
}

/// "by webhook only, as their type is: export.users.success (2)".
void expected_notes(const Findings& findings, const Summary& summary, Text& text) {
  for (const Side side : compare::sides) {
    if (summary.expected[side] == 0) continue;
    std::string words = count_text(summary.expected[side]) + " more by " +
                        std::string(way_of(side)) + " alone, as expected of the type: ";
    std::vector<std::string> types;
    for (const auto& [type, count] : findings.expected(side))
      types.push_back(printable_name(type) + (count > 1 ? " (" + count_text(count) + ")" : ""));
    text.note(words + joined(types, ", "));
  }
}

void count_notes(const CompareReport& report, Text& text) {
  const Summary& summary = report.comparison.summary();
  expected_notes(report.findings, summary, text);
  if (summary.other_calls > 0)
    text.note(webhooks_text(summary.other_calls) +
              " not compared: the WebSocket has nothing of their calls");
  if (summary.outside > 0)
    text.note(events_text(summary.outside) + " not compared: outside what the other side covers");
  std::vector<std::string> repeats;
  const auto repeat = [&](std::uint64_t count, const char* one, const char* several) {
    if (count > 0) repeats.push_back(count_text(count) + (count == 1 ? one : several));
  };
  repeat(summary.retries, " retry", " retries");
  repeat(summary.duplicates, " duplicate", " duplicates");
  repeat(summary.other_ids, " under another webhook id", " under other webhook ids");
  if (!repeats.empty()) text.note("Webhooks received again: " + joined(repeats, ", "));
  if (summary.unverified > 0)
    text.note(webhooks_text(summary.unverified) + " without a verified signature", Style::yellow);
  if (report.malformed > 0)
    text.note(count_text(report.malformed) +
                  (report.malformed == 1 ? " malformed line" : " malformed lines"),
              Style::red);
  if (summary.early > 0)
    text.note(
        events_text(summary.early) +
            " given up early: a counterpart more than 65,536 events or 64 MiB later counts as "
            "missing",
        Style::yellow);
}

std::string when_words(When when, Side has) {
  const std::string other(way_of(other_side(has)));
  if (when == When::before) return "before the first by " + other;
  if (when == When::after) return "after the last by " + other;
  if (when == When::gap) return "while the connection was lost";
  return "";
}

std::string time_words(const Findings::Alone& alone, const Terminal& terminal) {
  const auto& time = alone.received_at ? alone.received_at : alone.name.created_at;
  return time ? clock_text(*time, terminal) : "";
}

/// Why events of these types may have come one way only.
void hints(Side side, const Findings& findings, Text& text) {
  std::set<std::string> never;
  bool is_for_members = false;
  for (const Findings::Alone& alone : findings.missing(side)) {
    const std::string& type = alone.name.type;
    if (side == Side::webhook && compare::goes_to_members(type))
      is_for_members = true;
    else if (!findings.came_both_ways(type))
      never.insert(printable_name(type));
  }
  if (is_for_members)
    text.note("Ringing events go by WebSocket to the members who are rung: watch as one of them");
  if (never.empty() || side == Side::webhook) return;
  const std::vector<std::string> types(never.begin(), never.end());
  constexpr std::size_t named_max = 3;
  std::string words = joined(std::span(types).first(std::min(named_max, types.size())), ", ");
  if (types.size() > named_max) words += " and " + count_text(types.size() - named_max) + " more";
  text.note("Nothing of " + words +
            " came by webhook: 'streamctl hooks' shows whether a hook asks for it");
}

std::vector<Cell> row_of(const Findings::Alone& alone, const Terminal& terminal) {
  std::vector<Cell> row{{"  " + time_words(alone, terminal), Style::dim},
                        {printable_name(alone.name.type), style_of_type(alone.name.type)},
                        {printable_name(alone.name.call_cid)}};
  if (alone.side == Side::webhook) row.push_back({short_id(alone.name.webhook_id), Style::dim});
  row.push_back({when_words(alone.when, alone.side), Style::dim});
  return row;
}

void missing(Side side, const CompareReport& report, Text& text) {
  const std::uint64_t count = report.comparison.summary().missing[side];
  if (count == 0) return;
  text.heading("Only by " + std::string(way_of(side)));
  std::vector<std::vector<Cell>> rows;
  for (const Findings::Alone& alone : report.findings.missing(side)) {
    if (rows.size() == rows_max) break;
    rows.push_back(row_of(alone, text.terminal()));
  }
  text.rows(rows);
  if (count > rows.size())
    text.note("… " + count_text(count - rows.size()) + " more: --output json has them all");
  hints(side, report.findings, text);
}

Runs spread_runs(const compare::Spread& spread) {
  return {{"  p50 " + signed_duration_text(spread.quantile(0.5)), Style::plain, true},
          {"  p90 " + signed_duration_text(spread.quantile(0.9)), Style::plain, true},
          {"  max " + signed_duration_text(spread.most()), Style::plain, true}};
}

bool is_notable(const compare::Spread& lag, const compare::Spread& all) {
  const auto one = lag.quantile(0.5);
  const auto usual = all.quantile(0.5);
  const auto apart = one > usual ? one - usual : usual - one;
  return apart >= lag_shown && (std::chrono::abs(one) >= factor_shown * std::chrono::abs(usual) ||
                                std::chrono::abs(usual) >= factor_shown * std::chrono::abs(one));
}

/// What the times say about the clocks of two machines.
void clock_notes(const Summary& summary, Text& text) {
  const auto& websocket = summary.since_created[Side::websocket];
  const auto& webhook = summary.since_created[Side::webhook];
  if (websocket.count() == 0 || webhook.count() == 0) return;
  text.note("Fastest after created_at: WebSocket " + signed_duration_text(websocket.least()) +
            ", webhook " + signed_duration_text(webhook.least()) +
            ". If two machines wrote the captures, a difference of their clocks is in these times");
  for (const Side side : compare::sides) {
    const auto least = summary.since_created[side].least();
    if (least.count() < 0)
      text.note("The clock of the " + std::string(way_of(side)) +
                    " capture was behind Stream's by " +
                    duration_text(-std::max(least, -std::chrono::nanoseconds::max())) + " or more",
                Style::yellow);
  }
}

void lag(const CompareReport& report, Text& text) {
  const Summary& summary = report.comparison.summary();
  if (summary.lag.count() == 0) return;
  text.heading("From WebSocket to webhook",
               summary.lag.least().count() < 0 ? "negative: the webhook came first" : "");
  text.line(spread_runs(summary.lag));
  std::vector<compare::TypeLag> notable;
  for (compare::TypeLag& one : report.comparison.lags()) {
    if (is_notable(one.lag, summary.lag)) notable.push_back(std::move(one));
  }
  std::sort(notable.begin(), notable.end(), [](const auto& one, const auto& another) {
    return one.lag.most() > another.lag.most();
  });
  if (notable.size() > rows_max) notable.resize(rows_max, notable.front());
  for (const compare::TypeLag& one : notable) {
    Runs runs = spread_runs(one.lag);
    runs.insert(runs.begin(), {"  " + printable_name(one.type), style_of_type(one.type)});
    text.line(runs, 4);
  }
  if (report.clocks == Clocks::unknown) clock_notes(summary, text);
}

/// With milliseconds: events in another order are close together.
std::string event_words(const EventName& name) {
  std::string words = printable_name(name.type);
  if (name.created_at) words += " of " + local_clock_text(*name.created_at);
  return words;
}

void order(const CompareReport& report, Text& text) {
  const std::uint64_t count = report.comparison.summary().out_of_order;
  if (count == 0) return;
  text.heading("In another order", events_text(count));
  for (const compare::Inversion& inversion : report.findings.inversions()) {
    const EventName& early = inversion.websocket_first;
    const EventName& late = inversion.webhook_first;
    text.line({{late.call_cid.empty() ? "" : "  " + printable_name(late.call_cid)},
               {"  by webhook first ", Style::dim},
               {event_words(late)},
               {", by WebSocket ", Style::dim},
               {event_words(early)}},
              4);
  }
  if (count > report.findings.inversions().size())
    text.note("… " + count_text(count - report.findings.inversions().size()) + " more");
}

std::string value_words(const std::string& value) {
  return value.empty() ? "(absent)" : printable(value);
}

void differing_fields(const CompareReport& report, Text& text) {
  const auto all = report.comparison.differences().all();
  const Summary& summary = report.comparison.summary();
  if (summary.differing > 0)
    text.heading("Fields that differ", "in " + events_text(summary.differing));
  std::map<Reason, std::set<std::string>> known;
  std::uint64_t shown = 0;
  std::uint64_t unshown = report.comparison.differences().others();
  for (const compare::Difference& one : all) {
    if (one.reason != Reason::none) {
      known[one.reason].insert(printable_name(one.path));
    } else if (shown == fields_max) {
      ++unshown;
    } else {
      ++shown;
      text.line({{"  " + printable_name(one.type), style_of_type(one.type)},
                 {"  " + printable_name(one.path), Style::bold},
                 {one.count > 1 ? "  in " + events_text(one.count) : "", Style::dim}},
                4);
      text.line({{"    WebSocket ", Style::dim, true}, {value_words(one.values[Side::websocket])}},
                6);
      text.line({{"    webhook   ", Style::dim, true}, {value_words(one.values[Side::webhook])}},
                6);
    }
  }
  if (unshown > 0) text.note("… " + count_text(unshown) + " more");
  if (known.empty()) return;
  text.heading("Fields that differ as expected");
  for (const auto& [reason, paths] : known) {
    constexpr std::size_t named_max = 6;
    const std::vector<std::string> names(paths.begin(), paths.end());
    std::string words = joined(std::span(names).first(std::min(named_max, names.size())), ", ");
    if (names.size() > named_max) words += " and " + count_text(names.size() - named_max) + " more";
    text.line({{"  " + words}, {": " + std::string(compare::words_of(reason)), Style::dim}}, 4);
  }
}

}  // namespace

std::string render_comparison(const CompareReport& report, const Terminal& terminal) {
  Text text(terminal);
  text.line({{verdict(report.comparison.summary()), Style::bold}});
  count_notes(report, text);
  for (const Side side : compare::sides)
    missing(side, report, text);
  lag(report, text);
  order(report, text);
  differing_fields(report, text);
  return text.take();
}

void print_report(const CompareReport& report, Context& context) {
  if (context.output == Output::pretty) {
    context.out << render_comparison(report, context.out_terminal.now());
    return;
  }
  for (const compare::Difference& difference : report.comparison.differences().all())
    context.out << json_line(difference_json(difference)) << '\n';
  context.out << json_line(comparison_json(report.comparison, report.malformed)) << '\n';
}

}  // namespace streamctl::cli
