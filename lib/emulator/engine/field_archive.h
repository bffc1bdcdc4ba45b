// Writes plain values as JSON and reads them back, by one list of fields for both directions: the
// overload fields(archive, value) of a struct calls archive("name", field) for each field.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "core/json.h"
#include "core/json_number.h"
#include "core/json_string.h"
#include "core/result.h"
#include "core/text.h"
#include "core/time_text.h"
#include "emulator/state/shared_json.h"

namespace streamctl::emulator {

/// Writes as text at once: as one value, a large state needs many times the memory of its text.
class FieldWriter {
 public:
  template <class Value>
  void operator()(const char* name, Value& value) {
    add_key(name);
    add(value);
  }
  template <class Struct>
  static std::string text_of(Struct& value) {
    FieldWriter writer;
    writer.add(value);
    return std::move(writer.text_);
  }

 private:
  void add_key(const std::string& key) {
    if (text_.back() != '{') text_ += ',';
    append_json_value_string(key, text_);
    text_ += ':';
  }
  void add(Json& value) { text_ += json_line(value); }
  void add(SharedJson& value) { text_ += json_line(*value); }
  void add(std::string& value) { append_json_value_string(value, text_); }
  void add(WallTime& value) { text_ += json_line(rfc3339_trimmed(value)); }
  template <class Value>
  void add(std::optional<Value>& value) {
    if (value)
      add(*value);
    else
      text_ += "null";
  }
  template <class Value, class Order>
  void add(std::map<std::string, Value, Order>& map) {
    text_ += '{';
    for (auto& [key, value] : map) {
      add_key(key);
      add(value);
    }
    text_ += '}';
  }
  void add(std::set<std::string>& list) { text_ += json_line(list); }
  template <class Value>
  void add(std::vector<Value>& list) {
    text_ += '[';
    for (Value& one : list) {
      if (&one != &list.front()) text_ += ',';
      add(one);
    }
    text_ += ']';
  }
  template <class Value>
  void add(Value& value) {
    if constexpr (std::is_arithmetic_v<Value>) {
      text_ += json_line(value);
    } else {
      text_ += '{';
      fields(*this, value);
      text_ += '}';
    }
  }

  std::string text_;
};

/// Reads strictly: a field that is missing, unknown or of the wrong type is an error that names its
/// place, "calls.3.members.0.role must be a string". Keeps the first error.
class FieldReaderOf {
 public:
  /// Kind config.
  template <class Struct>
  static Result<void> read(const Json& json, Struct& value, const std::string& path) {
    std::string error;
    read_value(json, value, path, error);
    if (!error.empty()) return config_error(error);
    return {};
  }

  template <class Value>
  void operator()(const char* name, Value& value) {
    const auto found = object_.find(name);
    ++known_;
    if (found == object_.end()) return fail(error_, path_ + "." + name, "is missing");
    read_value(*found, value, path_ + "." + name, error_);
  }

 private:
  FieldReaderOf(const Json& object, const std::string& path, std::string& error)
      : object_(object), path_(path), error_(error) {}

  static void fail(std::string& error, const std::string& path, const char* problem) {
    if (error.empty()) error = printable(path) + " " + problem;
  }
  static void read_value(const Json& json, Json& value, const std::string&, std::string&) {
    value = json;
  }
  static void read_value(const Json& json, SharedJson& value, const std::string&, std::string&) {
    value = json;
  }
  static void read_value(const Json& json, std::string& value, const std::string& path,
                         std::string& error) {
    if (!json.is_string()) return fail(error, path, "must be a string");
    value = json.get<std::string>();
  }
  static void read_value(const Json& json, bool& value, const std::string& path,
                         std::string& error) {
    if (!json.is_boolean()) return fail(error, path, "must be true or false");
    value = json.get<bool>();
  }
  static void read_value(const Json& json, std::size_t& value, const std::string& path,
                         std::string& error) {
    if (!json.is_number_unsigned() && (!json.is_number_integer() || json.get<long long>() < 0))
      return fail(error, path, "must be a whole number");
    value = json.get<std::size_t>();
  }
  static void read_value(const Json& json, double& value, const std::string& path,
                         std::string& error) {
    if (!is_any_number(json)) return fail(error, path, "must be a number");
    value = number_value(json);
  }
  static void read_value(const Json& json, WallTime& value, const std::string& path,
                         std::string& error) {
    const auto time = json.is_string() ? parse_rfc3339(json.get<std::string>()) : std::nullopt;
    if (!time || *time < WallTime{} ||
        time->time_since_epoch() > std::chrono::seconds(last_wall_second))
      return fail(error, path, "must be a time of RFC 3339, from 1970 to 2260");
    value = *time;
  }
  template <class Value>
  static void read_value(const Json& json, std::optional<Value>& value, const std::string& path,
                         std::string& error) {
    value.reset();
    if (!json.is_null()) read_value(json, value.emplace(), path, error);
  }
  template <class Value, class Order>
  static void read_value(const Json& json, std::map<std::string, Value, Order>& map,
                         const std::string& path, std::string& error) {
    if (!json.is_object()) return fail(error, path, "must be an object");
    for (const auto& [key, one] : json.items())
      read_value(one, map[key], path + "." + key, error);
  }
  static void read_value(const Json& json, std::set<std::string>& set, const std::string& path,
                         std::string& error) {
    std::vector<std::string> list;
    read_value(json, list, path, error);
    set = {list.begin(), list.end()};
  }
  template <class Value>
  static void read_value(const Json& json, std::vector<Value>& list, const std::string& path,
                         std::string& error) {
    if (!json.is_array()) return fail(error, path, "must be an array");
    for (std::size_t i = 0; i < json.size() && error.empty(); ++i)
      read_value(json[i], list.emplace_back(), path + "." + std::to_string(i), error);
  }
  template <class Struct>
  static void read_value(const Json& json, Struct& value, const std::string& path,
                         std::string& error) {
    if (!json.is_object()) return fail(error, path, "must be an object");
    FieldReaderOf reader(json, path, error);
    fields(reader, value);
    if (reader.known_ < json.size()) fail(error, path, "has a field that is not known");
  }

  const Json& object_;
  const std::string& path_;
  std::string& error_;
  std::size_t known_ = 0;
};

}  // namespace streamctl::emulator
