#include "filter/helper.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/file.h"
#include "core/system/process.h"
#include "filter/frames.h"
#include "filter/program.h"

namespace streamctl::filter {
namespace {

constexpr int socket_fd = STDIN_FILENO;

/// The process checks its own size after this many events.
constexpr int events_between_looks = 1024;

// A sanitizer's shadow memory exceeds any limit.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_limited = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_limited = false;
#else
constexpr bool is_limited = true;
#endif
#else
constexpr bool is_limited = true;
#endif

[[noreturn]] void end(HelperExit code) {
  ::_exit(static_cast<int>(code));
}

void out_of_memory(void* /*unused*/) {
  end(HelperExit::out_of_memory);
}

void limit(decltype(RLIMIT_CORE) resource, std::uint64_t most) {
  const rlimit both{most, most};
  if (::setrlimit(resource, &both) != 0) end(HelperExit::broken);
}

/// Restricts the process to what jq needs; returns the process's size before jq.
std::uint64_t confine() {
  close_from(STDERR_FILENO + 1);
  end_with_parent();
  name_process("streamctl-jq");
  // Only the parent ends it: it may still be needed for events in flight.
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    std::signal(number, SIG_IGN);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  const std::uint64_t size = address_space();
  if (is_limited && !limit_address_space(size + helper_memory_max)) end(HelperExit::broken);
  return size;
}

template <class Message>
void say(const Message& message) {
  std::string frame;
  append_frame(frame, encode(message));
  if (write_all(socket_fd, frame) != 0) end(HelperExit::renewal);
}

/// Reads from the socket until a frame is complete.
class Frames {
 public:
  std::string_view next() {
    while (true) {
      if (const auto payload = reader_.next()) return *payload;
      if (reader_.is_broken()) end(HelperExit::broken);
      const ssize_t count = ::read(socket_fd, bytes_.data(), bytes_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) end(HelperExit::renewal);
      reader_.feed({bytes_.data(), static_cast<std::size_t>(count)});
    }
  }

 private:
  FrameReader reader_{event_bytes_max};
  std::array<char, std::size_t{64} * 1024> bytes_{};
};

struct Started {
  Program program;
  Task task;
};

Started begin(Frames& frames) {
  const auto hello = decode_hello(frames.next());
  // The parent may have exited before we asked to be killed with it.
  if (!hello || ::getppid() != static_cast<pid_t>(hello->parent)) end(HelperExit::broken);
  auto program = Program::compile(hello->expression, out_of_memory, hello->task);
  if (!program) {
    say(Reply{Reply::Kind::refused, program.error().what, program.error().hint});
    end(HelperExit::renewal);
  }
  say(Reply{Reply::Kind::ready, "", ""});
  return {*std::move(program), hello->task};
}

Reply judged(Program& program, std::string_view body) {
  const auto passes = program.passes(body);
  if (!passes) return {Reply::Kind::failed, passes.error().what, ""};
  return {*passes ? Reply::Kind::wanted : Reply::Kind::unwanted, "", ""};
}

}  // namespace

bool is_helper(int argc, const char* const* argv) {
  if (argc != 2 || std::strcmp(argv[1], helper_argument) != 0) return false;
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(socket_fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

void serve() {
  try {
    const std::uint64_t size = confine();
    Frames frames;
    auto [program, task] = begin(frames);
    for (int events = 1;; ++events) {
      if (task == Task::query)
        program.query(frames.next(), [](const Output& output) { say(output); });
      else
        say(judged(program, frames.next()));
      if (events % events_between_looks != 0) continue;
      // libjq may not free all its memory: better to restart the process than to fail an innocent
      // event.
      if (address_space() > size + helper_memory_max / 2) end(HelperExit::renewal);
    }
  } catch (const std::bad_alloc&) {
    end(HelperExit::out_of_memory);
  }
}

}  // namespace streamctl::filter
