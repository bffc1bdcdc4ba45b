// The inspector's HTTP: a port on this machine, a thread for each connection, and cpp-httplib,
// which parses requests and writes answers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "core/clock.h"
#include "core/result.h"
#include "inspector/connection.h"
#include "inspector/exchange.h"

namespace streamctl::inspector {

/// More connections than that are closed at once.
constexpr std::size_t connections_max = 64;
/// How many ports from the wanted one on are tried.
constexpr std::uint16_t ports_tried_max = 20;

/// Both are called on the threads of connections, several at a time, and must not throw.
struct FrontHandlers {
  /// Judges a request before its body is read; see gate.h.
  std::function<std::optional<PageAnswer>(const PageRequest&)> refuse;
  std::function<PageAnswer(const PageRequest&)> answer;
};

class Front {
 public:
  /// Listens on 127.0.0.1: at `port`, or the next free one; 0: any free one. Nothing is answered
  /// before begin(). Kind network.
  static Result<std::unique_ptr<Front>> listen(std::uint16_t port, const ConnectionLimits& limits,
                                               const Clock& clock);

  Front() = default;
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  virtual ~Front() = default;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Answers from now on, on threads of its own.
  virtual void begin(FrontHandlers handlers) = 0;
  /// Ends all connections at once, and their threads. A stream must end by itself, see PageAnswer.
  virtual void close() = 0;
};

}  // namespace streamctl::inspector
