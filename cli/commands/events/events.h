// `streamctl events`: lists the event types of the catalogue; and the actions about one of them.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command events();

Command events_show();
Command events_example();

}  // namespace streamctl::cli
