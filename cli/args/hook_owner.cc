#include "args/hook_owner.h"

#include <array>
#include <unistd.h>

#include "core/system/process.h"
#include "stream/hook_mark.h"

namespace streamctl::cli {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

std::string hook_owner() {
  return stream::owner_name(machine_name(), host_name(), std::to_string(::getuid()));
}

}  // namespace streamctl::cli
