// streamctl inspect: summarizes the contents of a capture.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command inspect();

}  // namespace streamctl::cli
