// `streamctl init`: writes a webhook handler to begin with, and its CI job.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command init();

}  // namespace streamctl::cli
