#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <limits>
#include <map>
#include <optional>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <utility>
#include <vector>

#include "core/file.h"
#include "net/http_client/curl_transfer.h"
#include "net/http_client/http_client.h"

namespace streamctl::net {

namespace {

using Time = std::chrono::steady_clock::time_point;

constexpr std::size_t ready_max = 64;  // Sockets reported per call; the rest follow next time.

struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

struct Flight {
  CurlTransfer transfer;
  HttpMulti::Done done;
  CURLcode code = CURLE_OK;  ///< Once it is over.
};

int milliseconds_up(std::chrono::nanoseconds wait) {
  const auto count = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
  return static_cast<int>(std::clamp<decltype(count)>(count, 0, std::numeric_limits<int>::max()));
}

}  // namespace

struct HttpMulti::State {
  explicit State(std::size_t connections_max);
  ~State() { abandon(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Flight& idle_flight();
  /// Returns the certificates of `trust`, read once; null if it names none or they cannot be read.
  std::shared_ptr<const TrustedCertificates> trusted_by(const Trust& trust);
  void run_timer();
  void wait_for_sockets(std::chrono::nanoseconds wait);
  void note_over();
  void hand_over();
  void abandon();

  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
  static int on_timer(CURLM* multi, long milliseconds, void* self);

  FileDescriptor epoll{epoll_create1(EPOLL_CLOEXEC)};
  FileDescriptor woken{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::optional<Time> timer;  ///< When to call libcurl even if no socket is ready.
  std::unique_ptr<CURLM, FreeMulti> multi;
  std::vector<std::unique_ptr<Flight>> flights;
  std::vector<Flight*> idle;
  std::vector<Flight*> over;
  std::map<std::string, std::shared_ptr<const TrustedCertificates>> trusted;
  std::size_t in_flight = 0;
};

HttpMulti::State::State(std::size_t connections_max) {
  start_curl();
  multi.reset(curl_multi_init());
  const auto most = static_cast<long>(std::min<std::size_t>(connections_max, 1U << 20U));
  static_cast<void>(curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, most));
  static_cast<void>(curl_multi_setopt(multi.get(), CURLMOPT_SOCKETFUNCTION, &State::on_socket));
  static_cast<void>(curl_multi_setopt(multi.get(), CURLMOPT_SOCKETDATA, this));
  static_cast<void>(curl_multi_setopt(multi.get(), CURLMOPT_TIMERFUNCTION, &State::on_timer));
  static_cast<void>(curl_multi_setopt(multi.get(), CURLMOPT_TIMERDATA, this));
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  wanted.data.fd = woken.get();
  epoll_ctl(epoll.get(), EPOLL_CTL_ADD, woken.get(), &wanted);
}

Flight& HttpMulti::State::idle_flight() {
  if (idle.empty()) {
    flights.push_back(std::make_unique<Flight>());
    return *flights.back();
  }
  Flight& flight = *idle.back();
  idle.pop_back();
  return flight;
}

std::shared_ptr<const TrustedCertificates> HttpMulti::State::trusted_by(const Trust& trust) {
  if (trust.ca_certificate.empty()) return nullptr;
  const auto [entry, is_new] = trusted.try_emplace(trust.ca_certificate);
  if (is_new) {
    auto read = TrustedCertificates::read(trust.ca_certificate);
    if (read) entry->second = *std::move(read);
  }
  return entry->second;
}

/// Called by libcurl for each socket to watch: an idle connection costs nothing, whereas
/// curl_multi_poll() and curl_multi_perform() would check each one every time.
int HttpMulti::State::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self,
                                void* known) {
  auto& state = *static_cast<State*>(self);
  const int epoll = state.epoll.get();
  epoll_event wanted{};
  wanted.data.fd = socket;
  if ((what & CURL_POLL_IN) != 0) wanted.events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) wanted.events |= EPOLLOUT;
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);  // Already removed if it was closed.
  } else {
    epoll_ctl(epoll, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &wanted);
    curl_multi_assign(state.multi.get(), socket, &state);  // Any pointer marks it as known.
  }
  return 0;
}

int HttpMulti::State::on_timer(CURLM* /*multi*/, long milliseconds, void* self) {
  auto& timer = static_cast<State*>(self)->timer;
  if (milliseconds < 0)
    timer.reset();
  else
    timer = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

/// Lets libcurl start new requests and end those that timed out.
void HttpMulti::State::run_timer() {
  if (!timer || *timer > std::chrono::steady_clock::now()) return;
  timer.reset();
  int running = 0;
  static_cast<void>(curl_multi_socket_action(multi.get(), CURL_SOCKET_TIMEOUT, 0, &running));
}

void HttpMulti::State::wait_for_sockets(std::chrono::nanoseconds wait) {
  if (timer) wait = std::clamp<decltype(wait)>(*timer - std::chrono::steady_clock::now(), {}, wait);
  std::array<epoll_event, ready_max> ready{};
  const int count =
      epoll_wait(epoll.get(), ready.data(), static_cast<int>(ready.size()), milliseconds_up(wait));
  for (int i = 0; i < count; ++i) {
    const auto& [events, data] = ready.at(static_cast<std::size_t>(i));
    if (data.fd == woken.get()) {
      eventfd_t times = 0;
      eventfd_read(woken.get(), &times);
      continue;
    }
    int what = 0;
    if ((events & EPOLLIN) != 0) what |= CURL_CSELECT_IN;
    if ((events & EPOLLOUT) != 0) what |= CURL_CSELECT_OUT;
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) what |= CURL_CSELECT_ERR;
    int running = 0;
    static_cast<void>(curl_multi_socket_action(multi.get(), data.fd, what, &running));
  }
}

void HttpMulti::State::note_over() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    char* flight = nullptr;
    static_cast<void>(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &flight));
    // libcurl's interface passes the pointer as char*.
    over.push_back(static_cast<Flight*>(static_cast<void*>(flight)));
    over.back()->code = message->data.result;
  }
}

void HttpMulti::State::hand_over() {
  // By index: a `done` may start a request that fails at once and is appended to the list.
  for (std::size_t i = 0; i < over.size(); ++i) {
    Flight& flight = *over[i];
    static_cast<void>(curl_multi_remove_handle(multi.get(), flight.transfer.handle()));
    HttpOutcome outcome = flight.transfer.finish(flight.code);
    const Done done = std::exchange(flight.done, nullptr);
    idle.push_back(&flight);
    --in_flight;
    done(std::move(outcome));
  }
  over.clear();
}

void HttpMulti::State::abandon() {
  for (const auto& flight : flights)
    static_cast<void>(curl_multi_remove_handle(multi.get(), flight->transfer.handle()));
  flights.clear();
  idle.clear();
  over.clear();
  in_flight = 0;
}

HttpMulti::HttpMulti(std::size_t connections_max)
    : state_(std::make_unique<State>(connections_max)) {}

HttpMulti::~HttpMulti() = default;

void HttpMulti::start(HttpRequest request, Done done) {
  Flight& flight = state_->idle_flight();
  flight.done = std::move(done);
  ++state_->in_flight;
  auto trusted = state_->trusted_by(request.trust);
  const bool unreadable = trusted == nullptr && !request.trust.ca_certificate.empty();
  flight.transfer.prepare(std::move(request), std::move(trusted));
  static_cast<void>(curl_easy_setopt(flight.transfer.handle(), CURLOPT_PRIVATE, &flight));
  flight.code = CURLE_SSL_CERTPROBLEM;
  if (!unreadable) {
    flight.code = CURLE_OUT_OF_MEMORY;
    if (curl_multi_add_handle(state_->multi.get(), flight.transfer.handle()) == CURLM_OK) return;
  }
  state_->over.push_back(&flight);  // Reported from poll(), like all others.
}

std::size_t HttpMulti::in_flight() const {
  return state_->in_flight;
}

void HttpMulti::poll(std::chrono::nanoseconds wait) {
  state_->run_timer();
  state_->note_over();
  if (!state_->over.empty()) wait = {};
  state_->wait_for_sockets(wait);
  state_->run_timer();
  state_->note_over();
  state_->hand_over();
}

void HttpMulti::wake() {
  eventfd_write(state_->woken.get(), 1);
}

void HttpMulti::abandon() {
  state_->abandon();
}

}  // namespace streamctl::net
