// Sample deliveries for the rendering tests.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "core/text.h"
#include "core/time_text.h"
#include "delivery/report.h"
#include "listener/seen.h"

namespace streamctl::cli {

inline WallTime sample_time() {
  return *parse_rfc3339("2026-11-23T17:00:00.123Z");
}

inline listener::Delivery sample_seen() {
  listener::Delivery one;
  one.record.received_at = sample_time();
  one.record.verified = true;
  one.record.webhook_id = "9f8b3c52-1111-4222-8333-444455556666";
  one.record.type = "call.created";
  one.record.call_cid = "default:standup";
  one.record.remote = "127.0.0.1:51234";
  one.record.body = R"({"type":"call.created"})";
  one.body_bytes = one.wire_bytes = 1638;
  return one;
}

/// The answer of one target.
inline std::vector<listener::Forwarded> to_target(delivery::Attempt answer) {
  return {{"http://127.0.0.1:3000/hook", std::move(answer), {}}};
}

inline listener::Refusal sample_refusal() {
  return {{405, "not a POST", "GET", "/favicon.ico", "127.0.0.1:51234"}, sample_time()};
}

/// A delivery that took three attempts: refused, timed out, taken.
inline delivery::Delivery sample_delivery() {
  using namespace std::chrono_literals;
  using delivery::Outcome;
  delivery::Delivery one{.webhook_id = "9f8b3c52-1111-4222-8333-444455556666",
                         .type = "call.created",
                         .call_cid = "default:standup",
                         .delivered = true};
  one.attempts.resize(3);
  one.attempts[0] = {.number = 1, .duration = 12ms, .outcome = Outcome::status, .status = 503};
  one.attempts[1] = {.number = 2, .offset = 14ms, .duration = 6s, .outcome = Outcome::timeout};
  one.attempts[2] = {
      .number = 3, .offset = 6014ms, .duration = 3ms, .outcome = Outcome::ok, .status = 200};
  return one;
}

/// Sequences that control or mislead terminals, and bytes that are not UTF-8.
inline std::string evil_text() {
  return "\x1b[31m\x1b]0;t\x07\xe2\x80\xae\xe2\x81\xa6\xc2\x9b\x7f\r\n\t\xff\xc0\xaf";
}

/// The width of the widest line of `text`, in columns.
inline std::size_t widest(const std::string& text) {
  std::size_t width = 0;
  for (const auto line : split(text, '\n'))
    width = std::max(width, display_width(line));
  return width;
}

/// Whether it contains only printable text and newlines.
inline bool is_tame(const std::string& text) {
  std::string one_value = text;
  one_value.erase(std::remove(one_value.begin(), one_value.end(), '\n'), one_value.end());
  return printable(one_value) == one_value;
}

}  // namespace streamctl::cli
