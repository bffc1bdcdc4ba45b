// Pieces of input that are malformed: the first are told, all are counted.
#pragma once

#include <cstdint>
#include <string>

#include "context.h"

namespace streamctl::cli {

class MalformedPieces {
 public:
  static constexpr std::uint64_t told_max = 10;

  explicit MalformedPieces(Context& context) : context_(context) {}

  /// Counts one; a warning of `what` while they are few.
  void add(const std::string& what);
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  Context& context_;
  std::uint64_t count_ = 0;
};

}  // namespace streamctl::cli
