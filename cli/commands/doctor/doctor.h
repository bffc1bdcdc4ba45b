// `streamctl doctor`: finds what keeps this machine from using Stream's API.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command doctor();

}  // namespace streamctl::cli
