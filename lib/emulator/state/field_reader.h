// Reads the fields of a request's body strictly: a field of the wrong type is an error.
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

/// A null field counts as absent. The first error is kept: read all fields, then check ok(). `path`
/// is the position of the object in the body, for messages: "data.".
class FieldReader {
 public:
  explicit FieldReader(const Json& object, std::string path = "");

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  std::optional<std::string> text(std::string_view name, std::size_t bytes_max = name_bytes_max);
  /// Not empty, at most `id_bytes_max` long.
  std::optional<std::string> id(std::string_view name);
  std::optional<bool> flag(std::string_view name);
  std::optional<std::int64_t> number(std::string_view name, std::int64_t low, std::int64_t high);
  /// RFC 3339, which every SDK sends, or whole nanoseconds.
  std::optional<WallTime> time(std::string_view name);
  /// Null if absent.
  const Json* object(std::string_view name);
  const Json* array(std::string_view name, std::size_t items_max);
  /// An object of at most `bytes_max`, serialised; null if absent.
  const Json* custom(std::string_view name = "custom", std::size_t bytes_max = custom_bytes_max);
  std::optional<std::vector<std::string>> ids(std::string_view name, std::size_t items_max);

  /// Adds an error about a field: "`name` `problem`".
  void fail(std::string_view name, std::string_view problem);
  [[nodiscard]] bool ok() const { return !failure_; }
  /// The first error. Precondition: not ok().
  [[nodiscard]] const Failure& error() const { return *failure_; }

 private:
  [[nodiscard]] const Json* find(std::string_view name) const;

  const Json& object_;
  std::string path_;
  std::optional<Failure> failure_;
};

}  // namespace streamctl::emulator
