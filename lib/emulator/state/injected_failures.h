// Failures and delays of requests that a test asks for: `streamctl emulator fail`.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/random.h"
#include "core/result.h"

namespace streamctl::emulator {

constexpr std::size_t injected_failures_max = 100;

/// The next `left` requests of an operation fail, or are slow.
struct InjectedFailure {
  std::string operation;   ///< A name or glob. Empty: every request, except clients' telemetry.
  std::uint64_t left = 0;  ///< Requests still to fail.
  unsigned status = 503;   ///< 0: the request is carried out, and its answer delayed.
  double probability = 1;  ///< Of each request.
  std::chrono::milliseconds latency{0};  ///< Before the answer.
  std::uint64_t seed = 1;                ///< The same seed fails the same requests.
};

/// What happens to one request.
struct Injection {
  unsigned status = 0;  ///< 0: it is carried out.
  std::chrono::milliseconds latency{0};
};

class InjectedFailures {
 public:
  /// Replaces the failure for the same operation; `left` 0 ends it, and all of them if `operation`
  /// is empty. Kind usage: there would be more than `injected_failures_max`.
  Result<void> set(InjectedFailure failure);
  /// Counts a request against the latest failure that it matches. `operation` is empty if there is
  /// no such route.
  Injection take(std::string_view operation);
  /// The latest first.
  [[nodiscard]] std::vector<InjectedFailure> all() const;
  /// [{"operation"?, "left", "status"?, "probability", "latency_ms", "seed"}], the latest first.
  [[nodiscard]] Json view() const;

 private:
  struct Entry {
    InjectedFailure failure;
    Random random;
  };
  std::vector<Entry> entries_;  ///< The latest first.
};

}  // namespace streamctl::emulator
