#include "compare/merged_source.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "capture/values.h"
#include "core/json.h"
#include "core/text.h"
#include "core/time_text.h"

namespace streamctl::compare {

using capture::EndOfInput;
using capture::Malformed;
using capture::Next;
using capture::Unreadable;

namespace {

/// An event that claims to be made this long after it was received would hold up its file.
constexpr std::chrono::hours ahead_max{24};
/// A longer line is no gap.
constexpr std::size_t gap_bytes_max = 4096;

void read_gap(std::string_view text, const MergedSource::OnGap& on_gap) {
  if (text.size() > gap_bytes_max) return;
  const auto line = parse_json(text);
  if (!line || !line->is_object() || text_at(*line, "kind") != "gap") return;
  const auto from = parse_rfc3339(text_at(*line, "from"));
  const auto to = parse_rfc3339(text_at(*line, "to"));
  if (from && to) on_gap(*from, *to);
}

}  // namespace

Result<MergedSource> MergedSource::open(const std::vector<std::string>& paths, const OnGap& on_gap,
                                        std::stop_token stop) {
  MergedSource merged;
  for (const std::string& path : paths) {
    auto reader = capture::ValueReader::open(path, stop);
    if (!reader) return std::move(reader).error();
    std::string name = reader->name();
    capture::EventSource source(*std::move(reader), capture::RecordParser::Needed::all_but_headers);
    if (on_gap) source.on_other([on_gap](std::string_view text) { read_gap(text, on_gap); });
    merged.inputs_.push_back({std::move(name), std::move(source), {}, {}, false});
  }
  return merged;
}

/// Reads the next event of a file. Returns what is to be reported instead.
std::optional<Next<Captured>> MergedSource::fill(std::size_t index) {
  Input& input = inputs_[index];
  auto next = input.source.next();
  if (auto* malformed = std::get_if<Malformed>(&next)) return std::move(*malformed);
  if (auto* unreadable = std::get_if<Unreadable>(&next)) {
    input.has_ended = true;
    return std::move(*unreadable);
  }
  auto* record = std::get_if<capture::Record>(&next);
  if (record == nullptr) {
    input.has_ended = true;
    return std::nullopt;
  }
  const auto facts = facts_->read(record->body);
  if (!facts)
    return Malformed{config_error(input.name + ": the body of an event " + printable(record->type) +
                                  " is no JSON object")};
  const bool is_plausible =
      facts->created_at && (record->received_at == WallTime{} ||
                            between(record->received_at, *facts->created_at) < ahead_max);
  if (is_plausible) input.time = facts->created_at;
  input.ahead = Captured{std::move(*record), *facts, index};
  return std::nullopt;
}

Next<Captured> MergedSource::next() {
  Input* earliest = nullptr;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    Input& input = inputs_[i];
    if (!input.ahead && !input.has_ended) {
      if (auto report = fill(i)) return *std::move(report);
    }
    if (input.ahead && (earliest == nullptr || input.time < earliest->time)) earliest = &input;
  }
  if (earliest == nullptr) return EndOfInput{};
  Captured captured = *std::move(earliest->ahead);
  earliest->ahead.reset();
  return captured;
}

}  // namespace streamctl::compare
