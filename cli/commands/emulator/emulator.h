// `streamctl emulator`: Stream on this machine; and the actions that control a running emulator.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command emulator();

Command emulator_push();
Command emulator_drop();
Command emulator_silence();
Command emulator_fail();
Command emulator_expire_tokens();
Command emulator_reset();
Command emulator_state();
Command emulator_log();

}  // namespace streamctl::cli
