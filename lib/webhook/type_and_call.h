// Reads an event's type and call fast, after validating all of its JSON.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::webhook {

struct TypeAndCall {
  std::string type;      ///< Empty if missing or not a string.
  std::string call_cid;  ///< Likewise.
  bool operator==(const TypeAndCall&) const = default;
};

/// Reuses its buffers between events. Not thread-safe.
class TypeAndCallReader {
 public:
  TypeAndCallReader();
  TypeAndCallReader(TypeAndCallReader&&) noexcept;
  TypeAndCallReader& operator=(TypeAndCallReader&&) noexcept;
  TypeAndCallReader(const TypeAndCallReader&) = delete;
  TypeAndCallReader& operator=(const TypeAndCallReader&) = delete;
  ~TypeAndCallReader();

  /// Returns nothing unless all of `body` is one valid JSON object in valid UTF-8.
  std::optional<TypeAndCall> read(std::string_view body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace streamctl::webhook
