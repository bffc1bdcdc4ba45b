#include "core/system/readiness.h"

#include <algorithm>
#include <limits>
#include <sys/epoll.h>

namespace streamctl {
namespace {

int milliseconds_up(std::chrono::nanoseconds time) {
  const auto count = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  return static_cast<int>(std::clamp<decltype(count)>(count, 0, std::numeric_limits<int>::max()));
}

epoll_event event_for(int descriptor, Readiness::Wanted wanted) {
  epoll_event event{};
  event.data.fd = descriptor;
  if (wanted.readable) event.events |= EPOLLIN;
  if (wanted.writable) event.events |= EPOLLOUT;
  return event;
}

}  // namespace

Readiness::Readiness() : set_(::epoll_create1(EPOLL_CLOEXEC)) {}

void Readiness::add(int descriptor, Wanted wanted) {
  epoll_event event = event_for(descriptor, wanted);
  ::epoll_ctl(set_.get(), EPOLL_CTL_ADD, descriptor, &event);
}

void Readiness::change(int descriptor, Wanted wanted) {
  epoll_event event = event_for(descriptor, wanted);
  ::epoll_ctl(set_.get(), EPOLL_CTL_MOD, descriptor, &event);
}

void Readiness::remove(int descriptor) {
  ::epoll_ctl(set_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
}

std::span<const Readiness::Ready> Readiness::wait(std::chrono::nanoseconds time) {
  std::array<epoll_event, ready_max> events{};
  const int count = ::epoll_wait(set_.get(), events.data(), static_cast<int>(events.size()),
                                 milliseconds_up(time));
  const std::size_t size = count > 0 ? static_cast<std::size_t>(count) : 0;
  std::transform(events.begin(), events.begin() + size, ready_.begin(), [](const auto& event) {
    return Ready{event.data.fd, (event.events & EPOLLIN) != 0, (event.events & EPOLLOUT) != 0,
                 (event.events & (EPOLLERR | EPOLLHUP)) != 0};
  });
  return std::span(ready_).first(size);
}

}  // namespace streamctl
