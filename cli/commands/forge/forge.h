// `streamctl forge`: signed webhooks as Stream would send them.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command forge();

}  // namespace streamctl::cli
