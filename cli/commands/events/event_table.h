// Event types as people see them.
#pragma once

#include <string>
#include <vector>

#include "terminal.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {

/// The types as a table. On a terminal a type is never cut: of the other columns it has those for
/// which there is room, and what a type means continues on further lines. A pipe has them all, one
/// line a type.
std::string event_table(const std::vector<webhook::EventType>& types, const Terminal& terminal);

/// Its name, subject and deliveries, then what it means.
std::string event_heading(const webhook::EventType& type, const Terminal& terminal);

}  // namespace streamctl::cli
