// The catalogue of events for the page.
#pragma once

#include <string>

#include "core/clock.h"
#include "inspector/exchange.h"

namespace streamctl::inspector {

/// All types with their groups and meanings.
PageAnswer catalogue_answer();
/// One type with its fields, the schemas they refer to at every depth, and an example. 404 for an
/// unknown type.
PageAnswer type_answer(const std::string& type, const Clock& clock);

}  // namespace streamctl::inspector
