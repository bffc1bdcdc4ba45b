// `streamctl events`: lists the event types of the catalogue; and its actions on one type.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command events();

Command events_show();
Command events_example();

}  // namespace streamctl::cli
