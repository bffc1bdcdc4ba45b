// `streamctl hooks`: where Stream sends an app's events.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command hooks();

}  // namespace streamctl::cli
