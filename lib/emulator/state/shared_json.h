// JSON values that are mostly equal: ten thousand calls with the settings of their type.
#pragma once

#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace streamctl::emulator {

/// A value that its copies share until one of them is edited. Of one thread.
class SharedJson {
 public:
  SharedJson() : SharedJson(Json()) {}
  // NOLINTNEXTLINE(google-explicit-constructor): any value can be shared.
  SharedJson(Json value) : value_(std::make_shared<Json>(std::move(value))) {}

  const Json& operator*() const { return *value_; }
  /// A member of an object, which must have it.
  const Json& operator[](const char* name) const { return std::as_const(*value_)[name]; }
  /// The value to change, no longer shared.
  Json& edit() {
    if (is_shared()) value_ = std::make_shared<Json>(*value_);
    return *value_;
  }
  [[nodiscard]] bool is_shared() const { return value_.use_count() > 1; }

 private:
  std::shared_ptr<Json> value_;
};

}  // namespace streamctl::emulator
