// `streamctl send-event`: a custom event to everyone who watches a call.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command send_event();

}  // namespace streamctl::cli
