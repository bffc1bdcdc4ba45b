// Sends custom events from input lines, many in flight, in constant memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/call_id.h"
#include "core/clock.h"
#include "core/file.h"
#include "core/result.h"
#include "stream/client.h"
#include "webhook/overrides.h"

namespace streamctl::cli {

struct LinesPlan {
  CallId call;
  std::string user_id;
  stream::Surface surface = stream::Surface::server;
  std::vector<webhook::Override> custom;  ///< Set in each line's object.
  std::optional<double> rate;             ///< Maximum events started per second; above 0.
  std::size_t concurrency = 1;            ///< 1 preserves the order.
};

struct LinesResult {
  std::uint64_t sent = 0;
  std::uint64_t refused = 0;      ///< The API refused it.
  std::uint64_t unreachable = 0;  ///< The API could not be reached.
  std::uint64_t malformed = 0;    ///< Not a JSON object, or too large: not sent.
  bool stopped = false;
  std::string input_failure;  ///< Why reading ended early, or empty.
  std::chrono::nanoseconds took{};
};

struct LinesObserver {
  std::function<void(std::uint64_t line, std::chrono::nanoseconds duration)> sent;
  std::function<void(std::uint64_t line, const Error& error)> failed;
};

/// Returns when each line of `input` was sent or failed, or soon after `stop`. Skips blank lines.
/// Reads a line only when its turn comes, which applies backpressure to the writer.
LinesResult send_lines(const LinesPlan& plan, FileDescriptor input, stream::Client& client,
                       const LinesObserver& observer, const Clock& clock,
                       const std::stop_token& stop);

}  // namespace streamctl::cli
