// `streamctl compare`.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command compare();

}  // namespace streamctl::cli
