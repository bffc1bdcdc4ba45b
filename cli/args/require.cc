#include "args/require.h"

#include <utility>

#include "args/arguments.h"

namespace streamctl::cli {

void declare_require(Arguments& arguments, std::vector<std::string>& requirements) {
  arguments
      .texts("--require", requirements,
             "Exit 1 unless the run meets this: p95<300ms (p1 to p99.9, max), failed<1%, "
             "failed<=3, rate>100")
      .metavar("CONDITION")
      .group("Load");
}

Result<std::vector<delivery::Requirement>> read_requirements(
    const std::vector<std::string>& texts) {
  std::vector<delivery::Requirement> requirements;
  for (const std::string& text : texts) {
    auto one = delivery::parse_requirement(text);
    if (!one) return std::move(one).error().in("--require");
    requirements.push_back(*std::move(one));
  }
  return requirements;
}

}  // namespace streamctl::cli
