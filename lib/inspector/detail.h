// Everything about one delivery, as JSON for the page.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "inspector/item.h"

namespace streamctl::inspector {

/// What only the detail has: header fields, body, the check of its signature step by step, and the
/// fields that the catalogue does not know or misses.
void add_detail(Json& row, const Item& item);

/// How the signature was checked: {"name","ok","text"} each; "ok" is null for what was not reached.
Json signature_steps(const listener::Delivery& delivery);

}  // namespace streamctl::inspector
