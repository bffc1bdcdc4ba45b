#include <algorithm>
#include <cassert>
#include <chrono>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "net/curl_transfer.h"
#include "net/http_client.h"

namespace streamctl::net {

namespace {

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
  /// The certificates of `trust`, read once; null where it names none or they cannot be read.
  std::shared_ptr<const TrustedCertificates> trusted_by(const Trust& trust);
  bool perform();
  void hand_over();
  void abandon();

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

/// Lets libcurl do what it can without waiting, and notes what is over; whether anything is.
bool HttpMulti::State::perform() {
  int running = 0;
  static_cast<void>(curl_multi_perform(multi.get(), &running));
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    char* flight = nullptr;
    static_cast<void>(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &flight));
    // The pointer came through libcurl as the char* its interface has for it.
    over.push_back(static_cast<Flight*>(static_cast<void*>(flight)));
    over.back()->code = message->data.result;
  }
  return !over.empty();
}

void HttpMulti::State::hand_over() {
  // By index: a `done` may start a request that fails at once and joins the list.
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
  state_->over.push_back(&flight);  // To be told from poll(), as all the others.
}

std::size_t HttpMulti::in_flight() const {
  return state_->in_flight;
}

void HttpMulti::poll(std::chrono::nanoseconds wait) {
  if (!state_->perform() && wait > std::chrono::nanoseconds{0}) {
    static_cast<void>(
        curl_multi_poll(state_->multi.get(), nullptr, 0, milliseconds_up(wait), nullptr));
    state_->perform();
  }
  state_->hand_over();
}

void HttpMulti::wake() {
  static_cast<void>(curl_multi_wakeup(state_->multi.get()));
}

void HttpMulti::abandon() {
  state_->abandon();
}

}  // namespace streamctl::net
