// Counts what listen and watch see, for the line at the foot of the terminal.
#pragma once

#include <cstdint>
#include <string>

#include "listener/seen.h"

namespace streamctl::cli {

class SeenCount {
 public:
  void add(const listener::Seen& seen);
  /// "12 received, 1 refused, 2 failed".
  [[nodiscard]] std::string words() const;

 private:
  std::uint64_t received_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace streamctl::cli
