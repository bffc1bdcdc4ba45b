// `streamctl call`: creates, shows and ends calls, and lists their members.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command call();
Command call_create();
Command call_get();
Command call_end();
Command call_members();

}  // namespace streamctl::cli
