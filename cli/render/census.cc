#include "render/census.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/events.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t rows_max = 15;
constexpr std::size_t bar_width = 30;
constexpr std::size_t spark_width = 60;

/// A bar in eighths of a column.
std::string bar(double part) {
  constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto steps =
      static_cast<std::size_t>(std::lround(part * static_cast<double>(bar_width) * 8));
  std::string text;
  for (std::size_t i = 0; i < steps / 8; ++i)
    text += "█";
  text += eighths.at(steps % 8);
  return text.empty() ? "▏" : text;
}

std::string bars(const std::string& title, const std::vector<capture::Tally>& tallies,
                 const Terminal& terminal, bool are_types) {
  if (tallies.empty()) return "";
  std::vector<std::vector<Cell>> rows;
  const auto most = static_cast<double>(tallies.front().count);
  for (std::size_t i = 0; i < std::min(tallies.size(), rows_max); ++i) {
    const auto& [name, count] = tallies[i];
    const std::string number = count_text(count);
    rows.push_back({{"  " + printable(name.empty() ? "(none)" : cut_to_width(printable(name), 44)),
                     are_types ? style_of_type(name) : Style::plain},
                    {std::string(number.size() < 11 ? 11 - number.size() : 0, ' ') + number},
                    {bar(static_cast<double>(count) / most), Style::cyan}});
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
  return text + "\n";
}

/// The rate over time, a column a slice or several.
std::string sparkline(const capture::Census& census, const Terminal& terminal) {
  constexpr std::array<std::string_view, 9> levels{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (census.rate.size() < 2) return "";
  const std::size_t together = (census.rate.size() + spark_width - 1) / spark_width;
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
  return terminal.paint(Style::bold, "Rate") +
         terminal.paint(Style::dim, "  a column is " + duration_text(column) + ", the highest " +
                                        count_text(most) + " events") +
         "\n  " + terminal.paint(Style::cyan, line) + "\n\n";
}

std::string gaps(const capture::Census& census, const Terminal& terminal) {
  std::string text;
  for (const auto& gap : census.gaps) {
    if (gap.length < std::chrono::seconds{1}) break;
    text += "  " + duration_text(gap.length) + " from " + rfc3339_micros(gap.from) + "\n";
  }
  return text.empty() ? "" : terminal.paint(Style::bold, "Longest silences") + "\n" + text + "\n";
}

double milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

Json tallies_json(const std::vector<capture::Tally>& tallies) {
  Json list = Json::array();
  for (const auto& [name, count] : tallies)
    list.push_back(Json{{"name", name}, {"count", count}});
  return list;
}

/// A latency may be negative: the clocks of two machines differ.
std::string signed_text(std::chrono::nanoseconds duration) {
  if (duration.count() >= 0) return duration_text(duration);
  // The least has no opposite.
  return "-" + duration_text(-std::max(duration, -std::chrono::nanoseconds::max()));
}

}  // namespace

std::string render_census(const capture::Census& census, std::uint64_t malformed,
                          const Terminal& terminal) {
  std::string text = terminal.paint(
      Style::bold, count_text(census.events) + (census.events == 1 ? " event" : " events"));
  if (census.first && census.last && *census.last > *census.first) {
    text += " in " + duration_text(between(*census.first, *census.last)) + ", from " +
            rfc3339_micros(*census.first);
  }
  text += ", " + size_text(census.body_bytes) + " of bodies\n";
  const auto note = [&](std::uint64_t count, const std::string& what, Style style) {
    if (count > 0) text += "  " + terminal.paint(style, count_text(count) + " " + what) + "\n";
  };
  note(census.retries, census.retries == 1 ? "retry" : "retries", Style::yellow);
  note(census.duplicates, census.duplicates == 1 ? "duplicate" : "duplicates", Style::yellow);
  note(census.unverified, "without a verified signature", Style::yellow);
  note(malformed, malformed == 1 ? "malformed line" : "malformed lines", Style::red);
  for (const auto& [name, count] : census.transports) {
    if (census.transports.size() > 1) note(count, "by " + printable(name), Style::plain);
  }
  text += "\n" + bars("Types", census.types, terminal, true) +
          bars("Calls", census.calls, terminal, false);
  text += sparkline(census, terminal) + gaps(census, terminal);
  if (census.latency) {
    const auto& latency = *census.latency;
    text += terminal.paint(Style::bold, "Latency") +
            terminal.paint(Style::dim, "  from created_at to received_at, " +
                                           count_text(latency.sampled) + " events sampled") +
            "\n  p50 " + signed_text(latency.p50) + "  p90 " + signed_text(latency.p90) + "  p99 " +
            signed_text(latency.p99) + "  max " + signed_text(latency.max) + "\n";
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
            {"unverified", census.unverified},
            {"types", tallies_json(census.types)},
            {"calls", tallies_json(census.calls)},
            {"transports", tallies_json(census.transports)},
            {"first", census.first ? Json(rfc3339_micros(*census.first)) : Json()},
            {"last", census.last ? Json(rfc3339_micros(*census.last)) : Json()},
            {"rate", {{"slice_ms", milliseconds(census.slice)}, {"counts", census.rate}}}};
  json["gaps"] = Json::array();
  for (const auto& gap : census.gaps) {
    json["gaps"].push_back(
        Json{{"from", rfc3339_micros(gap.from)}, {"duration_ms", milliseconds(gap.length)}});
  }
  json["latency_ms"] = nullptr;
  if (census.latency) {
    json["latency_ms"] = {{"sampled", census.latency->sampled},
                          {"p50", milliseconds(census.latency->p50)},
                          {"p90", milliseconds(census.latency->p90)},
                          {"p99", milliseconds(census.latency->p99)},
                          {"max", milliseconds(census.latency->max)}};
  }
  return json;
}

}  // namespace streamctl::cli
