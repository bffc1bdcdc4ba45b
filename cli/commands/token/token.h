// `streamctl token`: tokens made, and looked into.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command token();

}  // namespace streamctl::cli
