// streamctl inspect: what a capture holds.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command inspect();

}  // namespace streamctl::cli
