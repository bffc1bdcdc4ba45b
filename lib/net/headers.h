// HTTP header fields in their original order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace streamctl::net {

struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};

/// A list of fields; names compare case-insensitively (RFC 9110 section 5.1).
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> fields) : fields_(fields) {}

  /// Returns the first value under `name`, or nullptr.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  /// Returns the first value under `name`; empty if there is none.
  [[nodiscard]] std::string value(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  void add(std::string name, std::string value);
  /// Replaces every field of that name with one.
  void set(std::string name, std::string value);

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  [[nodiscard]] bool empty() const { return fields_.empty(); }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Header> fields_;
};

}  // namespace streamctl::net
