// streamctl check: does a webhook handler keep Stream's contract?
#pragma once

#include "command.h"

namespace streamctl::cli {

Command check();

}  // namespace streamctl::cli
