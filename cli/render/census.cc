#include "render/census.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/event_heading.h"
#include "render/layout.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t rows_max = 15;
constexpr std::size_t census_bar_width = 30;
constexpr std::size_t name_width = 44;
constexpr std::size_t name_width_least = 10;
constexpr std::size_t count_width = 11;
constexpr std::size_t spark_width = 60;

/// The columns of a bar and of a name beside it: less on a narrow terminal.
std::size_t bar_columns(const Terminal& terminal) {
  return terminal.is_tty ? std::min(census_bar_width, terminal.width / 4) : census_bar_width;
}

std::size_t name_columns(const Terminal& terminal) {
  const std::size_t others = 2 + 2 + count_width + 2 + bar_columns(terminal);
  if (!terminal.is_tty) return name_width;
  return std::clamp(terminal.width > others ? terminal.width - others : 0, name_width_least,
                    name_width);
}

/// A bar in eighths of a column.
std::string bar(double part, std::size_t columns) {
  constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto steps = static_cast<std::size_t>(std::lround(part * static_cast<double>(columns) * 8));
  std::string text;
  for (std::size_t i = 0; i < steps / 8; ++i)
    text += "█";
  text += eighths.at(steps % 8);
  return text.empty() ? "▏" : text;
}

/// `others`: events in no tally.
std::string bars(const std::string& title, const std::vector<capture::Tally>& tallies,
                 std::uint64_t others, const Terminal& terminal, bool are_types) {
  if (tallies.empty()) return "";
  std::vector<std::vector<Cell>> rows;
  const auto most = static_cast<double>(tallies.front().count);
  for (std::size_t i = 0; i < std::min(tallies.size(), rows_max); ++i) {
    const auto& [name, count, at_least] = tallies[i];
    const std::string number = (at_least ? "≥ " : "") + count_text(count);
    rows.push_back(
        {{"  " + (name.empty() ? "(none)"
                               : cut_to_width(printable_name(name), name_columns(terminal))),
          are_types ? style_of_type(name) : Style::plain},
         {std::string(number.size() < count_width ? count_width - number.size() : 0, ' ') + number},
         {bar(static_cast<double>(count) / most, bar_columns(terminal)), Style::cyan}});
  }
  std::string text = terminal.paint(Style::bold, title) + "\n" + table({}, rows, terminal);
  if (tallies.size() > rows_max) {
    std::uint64_t rest = 0;
    for (std::size_t i = rows_max; i < tallies.size(); ++i)
      rest += tallies[i].count;
    text += terminal.paint(Style::dim, "  … " + count_text(tallies.size() - rows_max) +
                                           " more, with " + count_text(rest) + " events") +
            "\n";
  }
  if (others > 0) {
    text += terminal.paint(Style::dim, "  … " + count_text(others) +
                                           " events of others: too many names to count each") +
            "\n";
  }
  return text + "\n";
}

/// The rate over time, a column a slice or several.
std::string sparkline(const capture::Census& census, const Terminal& terminal) {
  constexpr std::array<std::string_view, 9> levels{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (census.rate.size() < 2) return "";
  const std::size_t room = terminal.is_tty
                               ? std::clamp<std::size_t>(terminal.width, 3, spark_width + 2) - 2
                               : spark_width;
  const std::size_t together = (census.rate.size() + room - 1) / room;
  std::vector<std::uint64_t> columns;
  for (std::size_t i = 0; i < census.rate.size(); i += together) {
    std::uint64_t sum = 0;
    for (std::size_t k = i; k < std::min(i + together, census.rate.size()); ++k)
      sum += census.rate[k];
    columns.push_back(sum);
  }
  const std::uint64_t most = *std::max_element(columns.begin(), columns.end());
  std::string line;
  for (const std::uint64_t count : columns) {
    const std::size_t level =
        count == 0
            ? 0
            : 1 + static_cast<std::size_t>((count - 1) * 8 / std::max<std::uint64_t>(most, 1));
    line += levels.at(std::min<std::size_t>(level, 8));
  }
  const auto column = census.slice * static_cast<std::int64_t>(together);
  return flowed({{"Rate", Style::bold},
                 {"  a column is " + duration_text(column) + ", the highest " + count_text(most) +
                      " events",
                  Style::dim}},
                2, terminal) +
         "  " + terminal.paint(Style::cyan, line) + "\n\n";
}

std::string gaps(const capture::Census& census, const Terminal& terminal) {
  std::string text;
  for (const auto& gap : census.gaps) {
    if (gap.length < std::chrono::seconds{1}) break;
    text += "  " + duration_text(gap.length) + " from " + local_time_text(gap.from) + "\n";
  }
  return text.empty() ? "" : terminal.paint(Style::bold, "Longest silences") + "\n" + text + "\n";
}

Json tallies_json(const std::vector<capture::Tally>& tallies) {
  Json list = Json::array();
  for (const auto& [name, count, at_least] : tallies) {
    list.push_back(Json{{"name", name}, {"count", count}});
    if (at_least) list.back()["at_least"] = true;
  }
  return list;
}

}  // namespace

std::string render_census(const capture::Census& census, std::uint64_t malformed,
                          const Terminal& terminal) {
  std::string what;
  if (census.first && census.last && *census.last > *census.first) {
    what = " in " + duration_text(between(*census.first, *census.last)) + ", from " +
           local_time_text(*census.first);
  }
  what += ", " + size_text(census.body_bytes) + " of bodies";
  const std::string events =
      count_text(census.events) + (census.events == 1 ? " event" : " events");
  std::string text = flowed({{events, Style::bold}, {what}}, 2, terminal);
  const auto note = [&](std::uint64_t count, const std::string& noun, Style style) {
    if (count > 0) text += flowed({{"  "}, {count_text(count) + " " + noun, style}}, 4, terminal);
  };
  note(census.retries, census.retries == 1 ? "retry" : "retries", Style::yellow);
  note(census.duplicates, census.duplicates == 1 ? "duplicate" : "duplicates", Style::yellow);
  note(census.unverified, "without a verified signature", Style::yellow);
  note(census.ids_forgotten, "webhook ids too long ago to compare with: some retries may be missed",
       Style::yellow);
  note(malformed, malformed == 1 ? "malformed line" : "malformed lines", Style::red);
  for (const auto& [name, count, at_least] : census.transports) {
    if (census.transports.size() > 1 && census.transports.size() <= rows_max)
      note(count, "by " + printable_name(name), Style::plain);
  }
  text += "\n" + bars("Types", census.types, census.other_types, terminal, true) +
          bars("Calls", census.calls, census.other_calls, terminal, false);
  text += sparkline(census, terminal) + gaps(census, terminal);
  if (census.latency) {
    const auto& latency = *census.latency;
    text += flowed({{"Latency", Style::bold},
                    {"  from created_at to received_at, " + count_text(latency.sampled) +
                         " events sampled",
                     Style::dim}},
                   2, terminal) +
            flowed({{"  p50 " + signed_duration_text(latency.p50), Style::plain, true},
                    {"  p90 " + signed_duration_text(latency.p90), Style::plain, true},
                    {"  p99 " + signed_duration_text(latency.p99), Style::plain, true},
                    {"  max " + signed_duration_text(latency.max), Style::plain, true}},
                   2, terminal);
  }
  return text;
}

Json census_json(const capture::Census& census, std::uint64_t malformed) {
  Json json{{"kind", "census"},
            {"events", census.events},
            {"malformed", malformed},
            {"body_bytes", census.body_bytes},
            {"retries", census.retries},
            {"duplicates", census.duplicates},
            {"ids_forgotten", census.ids_forgotten},
            {"unverified", census.unverified},
            {"types", tallies_json(census.types)},
            {"other_types", census.other_types},
            {"calls", tallies_json(census.calls)},
            {"other_calls", census.other_calls},
            {"transports", tallies_json(census.transports)},
            {"first", census.first ? Json(rfc3339_micros(*census.first)) : Json()},
            {"last", census.last ? Json(rfc3339_micros(*census.last)) : Json()},
            {"rate", {{"slice_ms", milliseconds_of(census.slice)}, {"counts", census.rate}}}};
  json["gaps"] = Json::array();
  for (const auto& gap : census.gaps) {
    json["gaps"].push_back(
        Json{{"from", rfc3339_micros(gap.from)}, {"duration_ms", milliseconds_of(gap.length)}});
  }
  json["latency_ms"] = nullptr;
  if (census.latency) {
    json["latency_ms"] = {{"sampled", census.latency->sampled},
                          {"p50", milliseconds_of(census.latency->p50)},
                          {"p90", milliseconds_of(census.latency->p90)},
                          {"p99", milliseconds_of(census.latency->p99)},
                          {"max", milliseconds_of(census.latency->max)}};
  }
  return json;
}

}  // namespace streamctl::cli
