// Reports malformed pieces of input: warns about the first few, counts all.
#pragma once

#include <cstdint>
#include <string>

#include "context.h"

namespace streamctl::cli {

class MalformedPieces {
 public:
  static constexpr std::uint64_t told_max = 10;

  explicit MalformedPieces(Context& context) : context_(context) {}

  /// Counts one; warns about `what` for the first few.
  void add(const std::string& what);
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  Context& context_;
  std::uint64_t count_ = 0;
};

}  // namespace streamctl::cli
