#include "core/system/process.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <mach-o/dyld.h>
#include <mach/mach.h>
#include <pthread/qos.h>
#include <sys/event.h>
#include <sys/resource.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "core/encoding.h"
#include "core/file.h"

namespace streamctl {

/// A thread waits for the end of the parent, since no call asks for a signal.
void end_with_parent() {
  const pid_t parent = ::getppid();
  std::thread([parent] {
    const FileDescriptor queue(::kqueue());
    if (!queue.valid()) return;
    struct kevent event {};
    EV_SET(&event, static_cast<std::uintptr_t>(parent), EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, nullptr);
    // Fails if the parent has ended before.
    while (::kevent(queue.get(), &event, 1, &event, 1, nullptr) < 0 && errno == EINTR) {
    }
    ::kill(::getpid(), SIGKILL);
  }).detach();
}

void signal_with_parent(int /*signal*/) {}

void name_process(const char* /*name*/) {}

void close_from(int first) {
  for (int descriptor = first; descriptor < ::getdtablesize(); ++descriptor)
    ::close(descriptor);
}

void close_from_on_exec(int first) {
  for (int descriptor = first; descriptor < ::getdtablesize(); ++descriptor)
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

/// Another process may read our memory only as root, or as a debugger that the user has admitted.
void keep_memory_private() {
  const rlimit none{};
  ::setrlimit(RLIMIT_CORE, &none);
}

std::uint64_t address_space() {
  mach_task_basic_info info{};
  mach_msg_type_number_t size = MACH_TASK_BASIC_INFO_COUNT;
  const kern_return_t result = ::task_info(mach_task_self(), MACH_TASK_BASIC_INFO,
                                           reinterpret_cast<task_info_t>(&info), &size);
  return result == KERN_SUCCESS ? info.virtual_size : 0;
}

/// A refusal is no reason to do without filters: they also look at their size themselves.
bool limit_address_space(std::uint64_t bytes) {
  const rlimit both{bytes, bytes};
  ::setrlimit(RLIMIT_AS, &both);
  return true;
}

void lower_thread_priority() {
  ::pthread_set_qos_class_self_np(QOS_CLASS_UTILITY, 0);
}

std::string own_program() {
  std::uint32_t size = 0;
  ::_NSGetExecutablePath(nullptr, &size);  // Sets the size.
  std::string path(size, '\0');
  if (::_NSGetExecutablePath(path.data(), &size) != 0) return "";
  path.resize(path.find('\0'));
  return path;
}

std::string own_program_file() {
  std::error_code failed;
  const auto path = std::filesystem::canonical(own_program(), failed);
  return failed ? "" : path.string();
}

/// By the id of the hardware.
std::string machine_name() {
  uuid_t id{};
  constexpr timespec no_wait{};
  if (::gethostuuid(id, &no_wait) != 0) return "";
  return hex_text(id);
}

}  // namespace streamctl
