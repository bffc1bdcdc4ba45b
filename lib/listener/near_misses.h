// What came instead of an expected event, as sentences for a report.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace streamctl::listener {

/// Keeps the first few distinct sentences; of the rest, only that there were more.
class NearMisses {
 public:
  static constexpr std::size_t kept_max = 3;

  /// Calls `sentence` only while its result may still matter. It must be safe to print.
  void add(const std::function<std::string()>& sentence);
  [[nodiscard]] bool any() const { return !kept_.empty(); }
  /// "call.created came with n = 1; call.created came with n = 2; and more like these".
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> kept_;
  bool has_more_ = false;
};

}  // namespace streamctl::listener
