// `streamctl verify`: checks a webhook's signature.
#pragma once

#include "command.h"

namespace streamctl::cli {

Command verify();

}  // namespace streamctl::cli
