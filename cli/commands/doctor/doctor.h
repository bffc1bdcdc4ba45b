// `streamctl doctor`: what stands between this machine and Stream's API.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command doctor();

}  // namespace streamctl::cli
