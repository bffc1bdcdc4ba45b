// `streamctl token`: makes tokens; and `token inspect`, which checks them.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command token();

Command token_inspect();

}  // namespace streamctl::cli
