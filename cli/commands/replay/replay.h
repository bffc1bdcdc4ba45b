// streamctl replay: sends captured events again.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command replay();

}  // namespace streamctl::cli
