// Reads the members of a change that the page asks for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::inspector {

/// Members that are absent or null leave a target unchanged. The first one of a wrong type is
/// remembered.
class Body {
 public:
  explicit Body(Json value) : value_(std::move(value)) {}
  /// Kind usage: not a JSON object.
  static Result<Body> parse(const std::string& text);

  void text(const char* name, std::string& target);
  void flag(const char* name, bool& target);
  /// A whole number in [low, high].
  void number(const char* name, std::uint64_t& target, std::uint64_t low, std::uint64_t high);
  void texts(const char* name, std::vector<std::string>& target);
  void numbers(const char* name, std::vector<std::uint64_t>& target);
  void object(const char* name, Json& target);

  /// Kind usage: names the first wrong member.
  [[nodiscard]] Result<void> check() const;

 private:
  [[nodiscard]] const Json* find(const char* name) const;
  void wrong(const char* name, const std::string& what);

  Json value_;
  std::string wrong_;
};

}  // namespace streamctl::inspector
