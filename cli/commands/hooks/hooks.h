// `streamctl hooks`: lists an app's event hooks; and the actions that change and check them.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command hooks();

Command hooks_add();
Command hooks_update();
Command hooks_enable();
Command hooks_disable();
Command hooks_remove();
Command hooks_prune();
Command hooks_check();

}  // namespace streamctl::cli
