#include "core/system/readiness.h"

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <sys/event.h>
#include <utility>

namespace streamctl {
namespace {

using Filter = decltype(std::declval<struct kevent>().filter);

/// The queue has a filter for each direction of a descriptor. To delete one that is not there
/// fails, and changes nothing.
void set_filter(int queue, int descriptor, Filter filter, std::uint16_t action) {
  struct kevent change {};
  EV_SET(&change, static_cast<std::uintptr_t>(descriptor), filter, action, 0, 0, nullptr);
  ::kevent(queue, &change, 1, nullptr, 0, nullptr);
}

std::uint16_t action_for(bool wanted) {
  return wanted ? EV_ADD : EV_DELETE;
}

timespec as_timespec(std::chrono::nanoseconds time) {
  const auto rounded = std::max(std::chrono::ceil<std::chrono::milliseconds>(time), {});
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(rounded);
  const std::chrono::nanoseconds rest = rounded - seconds;
  return {static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
}

}  // namespace

Readiness::Readiness() : set_(::kqueue()) {}

void Readiness::add(int descriptor, Wanted wanted) {
  if (wanted.readable) set_filter(set_.get(), descriptor, EVFILT_READ, EV_ADD);
  if (wanted.writable) set_filter(set_.get(), descriptor, EVFILT_WRITE, EV_ADD);
}

void Readiness::change(int descriptor, Wanted wanted) {
  set_filter(set_.get(), descriptor, EVFILT_READ, action_for(wanted.readable));
  set_filter(set_.get(), descriptor, EVFILT_WRITE, action_for(wanted.writable));
}

void Readiness::remove(int descriptor) {
  change(descriptor, {});
}

std::span<const Readiness::Ready> Readiness::wait(std::chrono::nanoseconds time) {
  std::array<struct kevent, ready_max> events{};
  const timespec most = as_timespec(time);
  const int count =
      ::kevent(set_.get(), nullptr, 0, events.data(), static_cast<int>(events.size()), &most);
  const std::size_t size = count > 0 ? static_cast<std::size_t>(count) : 0;
  std::transform(events.begin(), events.begin() + size, ready_.begin(), [](const auto& event) {
    const bool reads = event.filter == EVFILT_READ;
    // The end of what the peer sends is read like bytes; nothing more can be sent to it without
    // failing. `fflags` is the error of the socket.
    const bool failed = (event.flags & EV_EOF) != 0 && (!reads || event.fflags != 0);
    return Ready{static_cast<int>(event.ident), reads, !reads, failed};
  });
  return std::span(ready_).first(size);
}

}  // namespace streamctl
