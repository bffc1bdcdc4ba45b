// `streamctl listen`.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command listen();

}  // namespace streamctl::cli
