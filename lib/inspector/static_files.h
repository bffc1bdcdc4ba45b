// Serves the files of the page.
#pragma once

#include <string_view>

#include "inspector/exchange.h"

namespace streamctl::inspector {

/// The file at `path`, index.html at "/"; or 404.
PageAnswer file_at(std::string_view path);

}  // namespace streamctl::inspector
