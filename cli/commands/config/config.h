// The command `config` and its actions.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command config();
Command config_set();
Command config_list();
Command config_use();
Command config_path();

}  // namespace streamctl::cli
