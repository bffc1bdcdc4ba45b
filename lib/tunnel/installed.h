// The tunnel programs of this machine and their versions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/environment.h"

namespace streamctl::tunnel {

struct Installed {
  std::string name;     ///< "cloudflared".
  std::string version;  ///< "2026.8.2"; empty if it did not say within a few seconds.
};

/// The known tunnel programs on the PATH, in the order in which to recommend them. Asks all of them
/// for their version at the same time.
std::vector<Installed> installed_programs(const Environment& environment, const Clock& clock);

/// The version in what a program prints for it: the first number with a dot, and what clings to it.
std::string version_in(std::string_view text);

}  // namespace streamctl::tunnel
