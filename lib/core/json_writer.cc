#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/json_number.h"
#include "core/json_string.h"

namespace streamctl {
namespace {

/// Writes nested values recursively: depth is bounded by that of parsed input plus a path or two.
class Writer {
 public:
  /// Without an indentation all is on one line.
  explicit Writer(std::optional<std::size_t> indent) : indent_(indent) {}

  void write(const Json& value, std::size_t depth) {
    if (value.is_string())
      return append_json_value_string(value.get_ref<const std::string&>(), out);
    if (value.is_object()) return write_object(value, depth);
    if (value.is_array()) return write_array(value, depth);
    out += is_exact_number(value) ? number_text(value) : value.dump();
  }

  std::string out;

 private:
  void begin_line(std::size_t depth) {
    if (indent_) out.append(1, '\n').append(depth * *indent_, ' ');
  }

  void write_object(const Json& object, std::size_t depth) {
    out += '{';
    const char* separator = "";
    for (const auto& [key, value] : object.items()) {
      out += separator;
      begin_line(depth + 1);
      append_json_value_string(key, out);
      out += indent_ ? ": " : ":";
      write(value, depth + 1);
      separator = ",";
    }
    if (!object.empty()) begin_line(depth);
    out += '}';
  }

  void write_array(const Json& array, std::size_t depth) {
    out += '[';
    const char* separator = "";
    for (const Json& value : array) {
      out += separator;
      begin_line(depth + 1);
      write(value, depth + 1);
      separator = ",";
    }
    if (!array.empty()) begin_line(depth);
    out += ']';
  }

  std::optional<std::size_t> indent_;
};

}  // namespace

std::string json_line(const Json& value) {
  Writer writer(std::nullopt);
  writer.write(value, 0);
  return std::move(writer.out);
}

std::string json_indented(const Json& value, std::size_t indent) {
  Writer writer(indent);
  writer.write(value, 0);
  return std::move(writer.out);
}

}  // namespace streamctl
