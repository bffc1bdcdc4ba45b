#include "replay/edit.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "replay/change.h"

namespace streamctl::replay {
namespace {

Result<Json> event_of(const capture::Record& record) {
  auto event = parse_json(record.body, Digits::kept);
  if (event && event->is_object()) return event;
  return usage_error("event " + printable(record.webhook_id) + " (" + printable(record.type) +
                     ") is " + (event ? "no JSON object" : event.error().what) +
                     ", so it cannot be edited");
}

/// One event on each line.
Result<std::vector<Json>> read_lines(std::string_view text) {
  std::vector<Json> events;
  std::size_t lines_before = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (!trimmed(line).empty()) {
      auto event = parse_json(line, Digits::kept);
      // Again, so that the error names the line of `text`.
      if (!event) return parse_json(std::string(lines_before, '\n') + std::string(line)).error();
      events.push_back(*std::move(event));
    }
    ++lines_before;
  }
  return events;
}

Result<std::vector<Json>> read_events(std::string_view text) {
  auto whole = parse_json(text, Digits::kept);
  if (whole && whole->is_array()) return std::vector<Json>(whole->begin(), whole->end());
  if (whole) return std::vector<Json>{*std::move(whole)};
  const bool are_lines = parse_json(trimmed(text).substr(0, trimmed(text).find('\n'))).ok();
  return are_lines ? read_lines(text) : std::move(whole).error();
}

/// For each of `edited` its original, or nothing for a new one. Those that are equal belong
/// together, in order; between them one after another.
std::vector<std::optional<std::size_t>> originals_of(const std::vector<std::string>& edited,
                                                     const std::vector<std::string>& originals) {
  std::vector<std::optional<std::size_t>> matches(edited.size());
  std::size_t first_original = 0;
  std::size_t first_edited = 0;
  const auto pair_up = [&](std::size_t edited_end, std::size_t original_end) {
    while (first_edited < edited_end && first_original < original_end)
      matches[first_edited++] = first_original++;
  };
  for (std::size_t i = 0; i < edited.size(); ++i) {
    const auto from = originals.begin() + static_cast<std::ptrdiff_t>(first_original);
    const auto same = std::find(from, originals.end(), edited[i]);
    if (same == originals.end()) continue;
    const auto place = static_cast<std::size_t>(same - originals.begin());
    pair_up(i, place);
    matches[i] = place;
    first_edited = i + 1;
    first_original = place + 1;
  }
  pair_up(edited.size(), originals.size());
  return matches;
}

}  // namespace

Result<std::string> editable_text(const std::deque<capture::Record>& events) {
  Json list = Json::array();
  for (const capture::Record& record : events) {
    auto event = event_of(record);
    if (!event) return std::move(event).error();
    list.push_back(*std::move(event));
  }
  return json_indented(list.size() == 1 ? list.front() : list) + '\n';
}

Result<std::deque<capture::Record>> edited_events(std::string_view text,
                                                  std::deque<capture::Record> originals) {
  auto events = read_events(text);
  if (!events) return std::move(events).error();
  std::vector<std::string> edited;
  for (const Json& event : *events) {
    if (!event.is_object())
      return config_error("event " + std::to_string(edited.size() + 1) + " is no JSON object");
    edited.push_back(json_line(event));
  }
  std::vector<std::string> before;
  for (const capture::Record& record : originals) {
    auto event = event_of(record);
    if (!event) return std::move(event).error();
    before.push_back(json_line(*event));
  }
  const auto matches = originals_of(edited, before);
  std::deque<capture::Record> records;
  for (std::size_t i = 0; i < edited.size(); ++i) {
    capture::Record& record = records.emplace_back();
    if (matches[i]) record = std::move(originals[*matches[i]]);
    if (!matches[i] || edited[i] != before[*matches[i]]) rewrite(record, std::move(edited[i]));
  }
  return records;
}

}  // namespace streamctl::replay
