// `streamctl send-event`: sends a custom event to all watchers of a call.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command send_event();

}  // namespace streamctl::cli
