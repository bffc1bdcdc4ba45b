// Reads the fields of a request's body, strictly: what is there has the type it must have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "emulator/limits.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

/// Null stands for absent. The first thing that is wrong is kept; ask failure() after reading all.
/// `path` is where the object stands, for messages: "data.".
class Reader {
 public:
  explicit Reader(const Json& object, std::string path = "");

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  std::optional<std::string> text(std::string_view name, std::size_t bytes_max = name_bytes_max);
  /// Not empty, and no longer than ids may be.
  std::optional<std::string> id(std::string_view name);
  std::optional<bool> flag(std::string_view name);
  std::optional<std::int64_t> number(std::string_view name, std::int64_t low, std::int64_t high);
  /// RFC 3339, as every SDK sends it; whole nanoseconds too.
  std::optional<WallTime> time(std::string_view name);
  /// Null where absent.
  const Json* object(std::string_view name);
  const Json* array(std::string_view name, std::size_t items_max);
  /// An object no larger than `custom_bytes_max`; null where absent.
  const Json* custom(std::string_view name = "custom", std::size_t bytes_max = custom_bytes_max);
  std::optional<std::vector<std::string>> ids(std::string_view name, std::size_t items_max);

  void wrong(std::string_view name, std::string_view what);
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }

 private:
  [[nodiscard]] const Json* find(std::string_view name) const;

  const Json& object_;
  std::string path_;
  std::optional<Failure> failure_;
};

}  // namespace streamctl::emulator
