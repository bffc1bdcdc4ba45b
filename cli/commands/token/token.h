// `streamctl token`: makes tokens; and `token inspect`, which judges them.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command token();

Command token_inspect();

}  // namespace streamctl::cli
