// What a program that starts another one needs from POSIX.
#pragma once

#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace streamctl {

/// Our environment without `removed`, and with `added` replacing variables of the same name.
std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& added,
    const std::vector<std::string>& removed = {});

/// The arguments or the environment for exec; valid as long as `texts`.
std::vector<char*> pointers_to(std::vector<std::string>& texts);

/// Waits for a child's exit without reaping it, so that the pid and its group remain the child's.
void await_exit(pid_t pid);

}  // namespace streamctl
