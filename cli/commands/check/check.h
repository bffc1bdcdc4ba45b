// streamctl check: tests whether a webhook handler keeps Stream's contract.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command check();

}  // namespace streamctl::cli
