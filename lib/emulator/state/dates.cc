#include "emulator/state/dates.h"

#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "core/time_text.h"
#include "webhook/catalogue.h"

namespace streamctl::emulator {

namespace {

/// The names of the fields that hold a date or a map of dates.
struct TimeNames {
  std::set<std::string, std::less<>> times;
  std::set<std::string, std::less<>> maps;
  std::set<std::string, std::less<>> seen;  ///< Schemas visited.

  void add_fields(const Json& fields) {
    for (const auto& [name, field] : fields.items()) {
      if (!field.is_object()) continue;
      if (field.value("format", "") == "date-time") times.insert(name);
      add_below(field);
      const auto values = field.find("values");
      if (values == field.end()) continue;
      if (values->value("format", "") == "date-time") maps.insert(name);
      add_below(*values);
    }
  }

  void add_below(const Json& field) {
    if (field.contains("items")) add_below(field["items"]);
    if (!field.contains("ref")) return;
    const auto schema = field["ref"].get<std::string>();
    if (seen.insert(schema).second) add_fields(webhook::fields_of_schema(schema));
  }
};

const TimeNames& time_names() {
  static const TimeNames names = [] {
    TimeNames made;
    // Of answers that no event contains.
    made.times = {"call_ended_at", "call_started_at", "disabled_at", "first_stats_time",
                  "generated_at",  "left_at",         "since",       "start_ts",
                  "until"};
    for (const auto& type : webhook::event_types())
      made.add_fields(webhook::fields_of_event(type.name));
    return made;
  }();
  return names;
}

void convert(Json& value) {
  if (!value.is_string()) return;
  if (const auto time = parse_rfc3339(value.get_ref<const std::string&>()))
    value = time->time_since_epoch().count();
}

}  // namespace

void times_to_nanoseconds(Json& value) {
  if (value.is_array()) {
    for (Json& one : value)
      times_to_nanoseconds(one);
    return;
  }
  if (!value.is_object()) return;
  for (auto& [name, field] : value.items()) {
    if (name == "custom") continue;
    if (time_names().times.contains(name)) {
      convert(field);
    } else if (time_names().maps.contains(name) && field.is_object()) {
      for (auto& [key, one] : field.items())
        convert(one);
    } else {
      times_to_nanoseconds(field);
    }
  }
}

}  // namespace streamctl::emulator
