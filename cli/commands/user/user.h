// `streamctl user`: creates and shows users.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command user();
Command user_create();
Command user_get();

}  // namespace streamctl::cli
