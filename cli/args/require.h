// --require: what a run of deliveries must hold.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "delivery/requirement.h"

namespace streamctl::cli {

class Arguments;

/// --require.
void declare_require(Arguments& arguments, std::vector<std::string>& requirements);

/// Kind usage; the hint names what is allowed.
Result<std::vector<delivery::Requirement>> read_requirements(const std::vector<std::string>& texts);

}  // namespace streamctl::cli
