// streamctl events: the catalogue, the fields of a type, a valid example of it.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command events();

}  // namespace streamctl::cli
