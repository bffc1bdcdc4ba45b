// streamctl history: the latest deliveries, one of them in full, where they are kept.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command history();
Command history_path();
Command history_show();

}  // namespace streamctl::cli
