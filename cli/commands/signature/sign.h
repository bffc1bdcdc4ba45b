// `streamctl sign`: the signature Stream would put on a body.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command sign();

}  // namespace streamctl::cli
