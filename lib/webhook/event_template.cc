#include "webhook/event_template.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "core/random.h"
#include "core/time_text.h"

namespace streamctl::webhook {

namespace {

constexpr std::string_view uuid_form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
constexpr std::size_t nanosecond_digits = 19;  // Of times from 2001 to 2286.
constexpr std::size_t time_text_most = 40;     // "2026-11-23T17:00:00.123456789+00:00" has 35.

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool is_hex(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'f');
}

bool is_word(char byte) {
  return is_hex(byte) || (byte >= 'g' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool is_uuid(std::string_view text) {
  return text.size() == uuid_form.size() &&
         std::equal(text.begin(), text.end(), uuid_form.begin(),
                    [](char byte, char form) { return form == 'x' ? is_hex(byte) : byte == form; });
}

/// The first half of `uuid` as a number: effectively random.
std::uint64_t number_of(std::string_view uuid) {
  std::uint64_t number = 0;
  for (const char byte : uuid.substr(0, uuid.size() / 2))
    number = number * 31 + static_cast<unsigned char>(byte);
  return number;
}

bool is_kept(std::string_view text, std::string_view kept) {
  return kept.find(text) != std::string_view::npos;
}

}  // namespace

EventTemplate::EventTemplate(std::string event, WallTime at, std::string_view kept)
    : event_(std::move(event)), at_(at) {
  std::size_t next = 0;
  while (next < event_.size()) {
    const bool begins_word = next > 0 && !is_word(event_[next - 1]) && is_word(event_[next]);
    if (begins_word && (add_uuid(next, kept) || add_time_number(next, kept) ||
                        (event_[next - 1] == '"' && add_time_text(next, kept))))
      next = slots_.back().begin + slots_.back().length;
    else
      ++next;
  }
}

bool EventTemplate::add_uuid(std::size_t begin, std::string_view kept) {
  const std::string text = event_.substr(begin, uuid_form.size());
  if (!is_uuid(text) || is_kept(text, kept)) return false;
  const std::size_t end = begin + text.size();
  if (end < event_.size() && is_word(event_[end])) return false;
  const auto known = std::find(uuids_.begin(), uuids_.end(), text);
  Slot slot{.kind = Slot::Kind::uuid, .begin = begin, .length = text.size()};
  slot.uuid = static_cast<std::size_t>(known - uuids_.begin());
  if (known == uuids_.end()) uuids_.push_back(text);
  slots_.push_back(slot);
  return true;
}

bool EventTemplate::add_time_text(std::size_t begin, std::string_view kept) {
  const std::size_t end = event_.find('"', begin);
  if (end == std::string::npos || end - begin > time_text_most) return false;
  const std::string_view text = std::string_view(event_).substr(begin, end - begin);
  const auto time = parse_rfc3339(text);
  if (!time || is_kept(text, kept)) return false;
  slots_.push_back({.kind = Slot::Kind::time_text, .begin = begin, .length = end - begin});
  slots_.back().time = *time;
  return true;
}

bool EventTemplate::add_time_number(std::size_t begin, std::string_view kept) {
  // Only after a colon: digits within a string are not a time.
  if (event_[begin - 1] != ':' || !is_digit(event_[begin])) return false;
  const auto first = event_.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto last = std::find_if_not(first, event_.end(), is_digit);
  const std::string text(first, last);
  if (text.size() != nanosecond_digits || is_kept(text, kept)) return false;
  if (last != event_.end() && *last != ',' && *last != '}') return false;
  std::int64_t count = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), count).ec != std::errc{})
    return false;
  slots_.push_back({.kind = Slot::Kind::time_number, .begin = begin, .length = text.size()});
  slots_.back().time = WallTime(std::chrono::nanoseconds(count));
  return true;
}

std::string EventTemplate::copy(WallTime at, std::uint64_t salt) const {
  const auto moved = at - at_;
  std::vector<std::string> uuids;
  uuids.reserve(uuids_.size());
  for (const std::string& uuid : uuids_)
    uuids.push_back(Random(number_of(uuid) ^ salt).uuid());
  std::string text;
  text.reserve(event_.size() + 64);
  std::size_t done = 0;
  for (const Slot& slot : slots_) {
    text.append(event_, done, slot.begin - done);
    if (slot.kind == Slot::Kind::uuid)
      text += uuids[slot.uuid];
    else if (slot.kind == Slot::Kind::time_text)
      append_rfc3339_trimmed(slot.time + moved, text);
    else
      text += std::to_string((slot.time + moved).time_since_epoch().count());
    done = slot.begin + slot.length;
  }
  return text.append(event_, done);
}

}  // namespace streamctl::webhook
