// `streamctl sign`: prints the signature that Stream would send with a body.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command sign();

}  // namespace streamctl::cli
