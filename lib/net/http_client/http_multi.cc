#include <algorithm>
#include <cassert>
#include <chrono>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/system/readiness.h"
#include "core/system/wake.h"
#include "net/http_client/curl_transfer.h"
#include "net/http_client/http_client.h"

namespace streamctl::net {

namespace {

using Time = std::chrono::steady_clock::time_point;

struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

struct Flight {
  CurlTransfer transfer;
  HttpMulti::Done done;
  CURLcode code = CURLE_OK;  ///< Once it is over.
};

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

  Readiness sockets;
  Wake woken;
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
  sockets.add(woken.descriptor(), {.readable = true});
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
  if (what == CURL_POLL_REMOVE) {
    state.sockets.remove(socket);
  } else {
    const Readiness::Wanted wanted{(what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0};
    if (known == nullptr)
      state.sockets.add(socket, wanted);
    else
      state.sockets.change(socket, wanted);
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
  for (const auto& [socket, readable, writable, failed] : sockets.wait(wait)) {
    if (socket == woken.descriptor()) {
      woken.clear();
      continue;
    }
    int what = 0;
    if (readable) what |= CURL_CSELECT_IN;
    if (writable) what |= CURL_CSELECT_OUT;
    if (failed) what |= CURL_CSELECT_ERR;
    int running = 0;
    static_cast<void>(curl_multi_socket_action(multi.get(), socket, what, &running));
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

void HttpMulti::start(const HttpRequest& request, Done done) {
  Flight& flight = state_->idle_flight();
  flight.done = std::move(done);
  ++state_->in_flight;
  auto trusted = state_->trusted_by(request.trust);
  const bool unreadable = trusted == nullptr && !request.trust.ca_certificate.empty();
  flight.transfer.prepare(request, std::move(trusted));
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
  state_->woken.wake();
}

void HttpMulti::abandon() {
  state_->abandon();
}

}  // namespace streamctl::net
