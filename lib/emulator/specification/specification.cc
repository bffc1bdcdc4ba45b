#include "emulator/specification/specification.h"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "emulator/specification/specification_text.h"

namespace streamctl::emulator {

namespace {

/// Embedded data: the tests ensure that it parses.
const Json& table() {
  static const Json value = Json::parse(operations_text);
  return value;
}

const Json& requests() {
  static const Json value = Json::parse(requests_text);
  return value;
}

const Json& none() {
  static const Json value;
  return value;
}

const Json& part_of(const Json& object, std::string_view name) {
  const auto found = object.find(std::string(name));
  return found == object.end() ? none() : *found;
}

Operation::Who who_of(const std::string& word) {
  if (word == "server") return Operation::Who::server;
  return word == "client" ? Operation::Who::client : Operation::Who::both;
}

Operation made_operation(const std::string& name, const Json& row) {
  Operation made;
  made.name = name;
  made.method = row["method"].get<std::string>();
  made.path = row["path"].get<std::string>();
  made.paths = row.value("also", std::vector<std::string>());
  made.paths.insert(made.paths.begin(), made.path);
  made.who = who_of(row["who"].get<std::string>());
  made.needs_token = row.value("token", true);
  made.status = row["status"].get<unsigned>();
  made.permission = row.value("permission", "");
  made.support = row["support"].get<std::string>();
  made.note = row.value("note", "");
  return made;
}

std::vector<Operation> made_operations() {
  std::vector<Operation> made;
  for (const auto& [name, row] : table().items())
    made.push_back(made_operation(name, row));
  const auto parameters = [](const Operation& one) {
    return std::count(one.path.begin(), one.path.end(), '{');
  };
  std::stable_sort(made.begin(), made.end(), [&](const auto& left, const auto& right) {
    return parameters(left) < parameters(right);
  });
  return made;
}

}  // namespace

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all = made_operations();
  return all;
}

const Operation* find_operation(std::string_view name) {
  static const std::map<std::string, const Operation*, std::less<>> by_name = [] {
    std::map<std::string, const Operation*, std::less<>> made;
    for (const Operation& one : operations())
      made.emplace(one.name, &one);
    return made;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

const Json& query_of(std::string_view operation) {
  return part_of(part_of(table(), operation), "query");
}

const Json& path_limits_of(std::string_view operation) {
  return part_of(part_of(table(), operation), "longest");
}

std::string body_of(std::string_view operation) {
  return part_of(table(), operation).value("body", "");
}

const Json& request_fields(std::string_view schema) {
  return part_of(requests(), schema);
}

const Json& filter_fields(std::string_view schema) {
  return part_of(request_fields(schema)["filter_conditions"], "filter");
}

}  // namespace streamctl::emulator
