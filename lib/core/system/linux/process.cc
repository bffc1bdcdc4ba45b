#include "core/system/process.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

#include "core/file.h"
#include "core/text.h"

namespace streamctl {
namespace {

/// See nice(1).
constexpr int niceness = 10;
constexpr std::size_t id_bytes_max = 4096;
/// The running program, whatever happens to its file.
constexpr const char* running = "/proc/self/exe";

/// By systemd's or D-Bus's id.
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

}  // namespace

void end_with_parent() {
  signal_with_parent(SIGKILL);
}

void signal_with_parent(int signal) {
  ::prctl(PR_SET_PDEATHSIG, signal);
}

void name_process(const char* name) {
  ::prctl(PR_SET_NAME, name);
}

void close_from(int first) {
  ::close_range(static_cast<unsigned>(first), ~0U, 0);
}

void close_from_on_exec(int first) {
  ::close_range(static_cast<unsigned>(first), ~0U, CLOSE_RANGE_CLOEXEC);
}

void keep_memory_private() {
  ::prctl(PR_SET_DUMPABLE, 0);
}

std::uint64_t address_space() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long pages = 0;
  const bool is_read = std::fscanf(file, "%lu", &pages) == 1;
  std::fclose(file);
  return is_read ? std::uint64_t{pages} * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

bool limit_address_space(std::uint64_t bytes) {
  const rlimit both{bytes, bytes};
  return ::setrlimit(RLIMIT_AS, &both) == 0;
}

void lower_thread_priority() {
  ::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) + niceness);  // Of this thread.
}

std::string own_program() {
  return running;
}

std::string own_program_file() {
  std::error_code failed;
  const auto path = std::filesystem::read_symlink(running, failed);
  return failed ? "" : path.string();
}

std::string machine_name() {
  std::string machine = machine_id();
  return machine.empty() ? container_id() : machine;
}

}  // namespace streamctl
