// The data of the catalogue as text, embedded by cmake/embed.cmake.
#pragma once

#include <string_view>

namespace streamctl::webhook {

extern const std::string_view catalogue_events_text;
extern const std::string_view catalogue_meanings_text;
extern const std::string_view catalogue_schemas_text;
extern const std::string_view example_values_text;
extern const std::string_view scenarios_text;

}  // namespace streamctl::webhook
