// `streamctl api`: sends any request to Stream's API.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command api();

}  // namespace streamctl::cli
