// `streamctl emulator`: Stream on this machine.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command emulator();

}  // namespace streamctl::cli
