#include "args/hook_owner.h"

#include <array>
#include <unistd.h>

#include "core/file.h"
#include "core/text.h"
#include "stream/hook_mark.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t id_bytes_max = 4096;

/// The machine, by systemd's or D-Bus's id.
std::string machine_id() {
  for (const char* path : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
    const auto text = read_file(path, id_bytes_max);
    if (text && !trimmed(*text).empty()) return std::string(trimmed(*text));
  }
  return "";
}

/// For containers, which often have no machine id: the boot of their host, and the network whose
/// ports they see. What they left before a restart has an unknown owner then.
std::string container_id() {
  const auto boot = read_file("/proc/sys/kernel/random/boot_id", id_bytes_max);
  std::array<char, 64> network{};
  const ssize_t length = ::readlink("/proc/self/ns/net", network.data(), network.size());
  return (boot ? *boot : "") +
         std::string(network.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

std::string hook_owner() {
  std::string machine = machine_id();
  if (machine.empty()) machine = container_id();
  return stream::owner_name(machine, host_name(), std::to_string(::getuid()));
}

}  // namespace streamctl::cli
