// `streamctl verify`: whether a body and a signature belong together.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command verify();

}  // namespace streamctl::cli
