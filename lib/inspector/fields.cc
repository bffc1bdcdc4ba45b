#include "inspector/fields.h"

#include <nlohmann/json.hpp>

#include "webhook/catalogue.h"

namespace streamctl::inspector {
namespace {

/// Deeper objects are not compared; no event of the catalogue is deeper.
constexpr std::size_t depth_max = 16;

class Comparison {
 public:
  explicit Comparison(FieldDifferences& found) : found_(found) {}

  void compare(const Json& fields, const Json& object, const std::string& place,
               std::size_t depth) {
    if (!fields.is_object() || fields.contains("_enum") || !object.is_object() || depth > depth_max)
      return;
    for (const auto& [name, value] : object.items()) {
      const auto field = fields.find(name);
      if (field == fields.end())
        note(found_.unknown, place + name);
      else
        descend(*field, value, place + name, depth + 1);
    }
    for (const auto& [name, field] : fields.items()) {
      const auto required = field.find("required");
      if (required != field.end() && *required == true && !object.contains(name))
        note(found_.missing, place + name);
    }
  }

 private:
  void descend(const Json& field, const Json& value, const std::string& place, std::size_t depth) {
    if (const auto ref = field.find("ref"); ref != field.end()) {
      compare(webhook::fields_of_schema(ref->get<std::string>()), value, place + ".", depth);
    } else if (const auto items = field.find("items"); items != field.end() && value.is_array()) {
      for (const Json& element : value)
        descend(*items, element, place + "[]", depth);
    } else if (const auto values = field.find("values");
               values != field.end() && values->contains("ref") && value.is_object()) {
      for (const Json& element : value)
        descend(*values, element, place + ".*", depth);
    }
  }

  static void note(std::vector<std::string>& names, std::string name) {
    if (names.size() >= fields_told_max) return;
    for (const std::string& known : names)
      if (known == name) return;
    names.push_back(std::move(name));
  }

  FieldDifferences& found_;
};

}  // namespace

FieldDifferences compare_fields(std::string_view type, const Json& event) {
  FieldDifferences found;
  const Json& fields = webhook::fields_of_event(type);
  found.is_known = fields.is_object();
  Comparison(found).compare(fields, event, "", 0);
  return found;
}

}  // namespace streamctl::inspector
