// A secret that cannot be printed by accident.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace streamctl {

/// Holds an API secret or a token. No stream operator and no conversion: `reveal()` is the one,
/// searchable way out.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] std::string_view reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string value_;
};

}  // namespace streamctl
