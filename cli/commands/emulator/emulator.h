// `streamctl emulator`: a local emulation of Stream, and the actions that control a running one.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command emulator();

Command emulator_push();
Command emulator_drop();
Command emulator_silence();
Command emulator_fail();
Command emulator_expire_tokens();
Command emulator_clock();
Command emulator_reset();
Command emulator_save();
Command emulator_load();
Command emulator_state();
Command emulator_log();

}  // namespace streamctl::cli
