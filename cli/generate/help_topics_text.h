// The sources of the help topics, which travel inside the binary: see cli/CMakeLists.txt.
#pragma once

#include <string_view>

namespace streamctl::cli {

extern const std::string_view streamctl_environment_text;
extern const std::string_view streamctl_queues_text;
extern const std::string_view streamctl_scenarios_text;
extern const std::string_view json_lines_text;

}  // namespace streamctl::cli
