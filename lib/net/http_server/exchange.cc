#include <utility>

#include "net/http_server/server.h"

namespace streamctl::net {

Exchange::Exchange(std::shared_ptr<Peer> peer) : peer_(std::move(peer)) {}
Exchange::Exchange(Exchange&&) noexcept = default;

Exchange& Exchange::operator=(Exchange&& other) noexcept {
  if (this != &other) {
    const Exchange dropped{std::move(peer_)};  // Answers 500 if it was still open.
    peer_ = std::move(other.peer_);
  }
  return *this;
}

Exchange::~Exchange() {
  if (peer_) answer({500, {{"Content-Type", "text/plain"}}, "not answered\n"});
}

// Each releases the peer first, because its callback may destroy this exchange.

void Exchange::answer(Response response) {
  if (const auto peer = std::exchange(peer_, nullptr)) peer->answer(std::move(response));
}

void Exchange::reset() {
  if (const auto peer = std::exchange(peer_, nullptr)) peer->reset();
}

void Exchange::hold() {
  if (const auto peer = std::exchange(peer_, nullptr)) peer->hold();
}

}  // namespace streamctl::net
