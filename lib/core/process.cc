#include "core/process.h"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

// NOLINTNEXTLINE(readability-redundant-declaration): POSIX leaves it to the program.
extern char** environ;

namespace streamctl {

std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& added,
    const std::vector<std::string>& removed) {
  const auto is_left_out = [&](std::string_view entry) {
    const std::string_view name = entry.substr(0, entry.find('='));
    return std::find(removed.begin(), removed.end(), name) != removed.end() ||
           std::any_of(added.begin(), added.end(),
                       [&](const auto& variable) { return variable.first == name; });
  };
  std::vector<std::string> all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    if (!is_left_out(*entry)) all.emplace_back(*entry);
  for (const auto& [name, value] : added)
    all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

void await_exit(pid_t pid) {
  siginfo_t ignored{};
  while (::waitid(P_PID, static_cast<id_t>(pid), &ignored, WEXITED | WNOWAIT) != 0 &&
         errno == EINTR) {
  }
}

}  // namespace streamctl
