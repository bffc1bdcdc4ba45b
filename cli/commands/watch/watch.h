// `streamctl watch`.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command watch();

}  // namespace streamctl::cli
