// Holds deliveries before they are answered, until somebody decides what is done with them.
#pragma once

#include <chrono>
#include <cstdint>

#include "listener/seen.h"

namespace streamctl::listener {

/// A delivery is not held for longer than this, since Stream gives up an attempt after 6 s.
constexpr std::chrono::seconds hold_time_max{5};

/// What is done with a held delivery.
enum class Release {
  pass,   ///< It is answered and forwarded as if it had not been held.
  twice,  ///< The same, but each target gets it twice.
  drop,   ///< Its connection is dropped.
  again,  ///< It is answered 503, so that it is sent again.
};

/// All calls are made on the loop's thread.
class Holder {
 public:
  Holder() = default;
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  virtual ~Holder() = default;

  /// Whether to hold this delivery, which is sound and recorded.
  virtual bool wants(const Delivery& delivery) = 0;
  /// It is held, as number `id`. Returns what is done with it when its time is over.
  virtual Release held(std::uint64_t id, const Delivery& delivery) = 0;
  virtual void released(std::uint64_t id, Release how) = 0;
};

}  // namespace streamctl::listener
