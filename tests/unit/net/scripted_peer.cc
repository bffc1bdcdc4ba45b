#include "net/scripted_peer.h"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

#include "core/text.h"
#include "net/loopback.h"

namespace streamctl::testing {

namespace {

std::string url_of(std::uint16_t port) {
  return "http://127.0.0.1:" + std::to_string(port) + "/hook";
}

}  // namespace

std::string PeerRequest::field(const std::string& name) const {
  for (const std::string_view line : split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && equals_ignoring_case(line.substr(0, colon), name))
      return std::string(trimmed(line.substr(colon + 1)));
  }
  return "(none)";
}

Step answer(unsigned status, const std::string& body) {
  return {"HTTP/1.1 " + std::to_string(status) +
              " Because\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
          Step::Then::keep,
          {}};
}

ScriptedPeer::ScriptedPeer(std::vector<Step> steps)
    : ScriptedPeer([steps = std::move(steps)](const PeerRequest&, int number) {
        return steps[std::min(static_cast<std::size_t>(number), steps.size()) - 1];
      }) {}

ScriptedPeer::ScriptedPeer(Script script)
    : script_(std::move(script)), listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  port_ = listen_on(listening_.get(), 128);
  threads_.emplace_back([this] { accept_all(); });
}

ScriptedPeer::~ScriptedPeer() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    for (const int socket : sockets_)
      shutdown(socket, SHUT_RDWR);
  }
  changed_.notify_all();
  shutdown(listening_.get(), SHUT_RDWR);
  threads_.front().join();  // No connection is added after this.
  threads_.pop_front();
  for (std::thread& thread : threads_)
    thread.join();
}

std::string ScriptedPeer::url() const {
  return url_of(port_);
}

std::vector<PeerRequest> ScriptedPeer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void ScriptedPeer::wait_for_closed(int count) {
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds{5}, [&] { return closed_ >= count; }));
}

void ScriptedPeer::accept_all() {
  for (int connection = 1;; ++connection) {
    const int socket = accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    sockets_.push_back(socket);
    if (is_stopping_) shutdown(socket, SHUT_RDWR);
    threads_.emplace_back([this, socket, connection] { serve(socket, connection); });
  }
}

void ScriptedPeer::serve(int socket, int connection) {
  std::string buffer;
  PeerRequest request;
  request.connection = connection;
  bool goes_on = true;
  while (goes_on && read_request(socket, buffer, request)) {
    int number = 0;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      number = static_cast<int>(requests_.size());
    }
    goes_on = act(socket, script_(request, number));
  }
  const std::lock_guard lock(mutex_);
  std::erase(sockets_, socket);
  close(socket);
  ++closed_;
  changed_.notify_all();
}

bool ScriptedPeer::read_request(int socket, std::string& buffer, PeerRequest& request) const {
  std::size_t needed = std::string::npos;
  while (true) {
    if (buffer.starts_with('\x16')) {  // Answer a TLS handshake as a bad request.
      buffer.clear();
      return true;
    }
    const auto end = buffer.find("\r\n\r\n");
    if (end != std::string::npos && needed == std::string::npos) {
      request.head = buffer.substr(0, end + 2);
      const std::string length = request.field("Content-Length");
      needed = end + 4 + (length == "(none)" ? 0 : std::stoul(length));
    }
    if (buffer.size() >= needed) {
      request.body = buffer.substr(end + 4, needed - end - 4);
      buffer.erase(0, needed);
      return true;
    }
    char bytes[16384];
    const ssize_t count = recv(socket, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(count));
  }
}

bool ScriptedPeer::act(int socket, const Step& step) {
  if (step.delay.count() > 0) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, step.delay, [&] { return is_stopping_; })) return false;
  }
  if (!step.bytes.empty()) {
    std::string_view left = step.bytes;
    while (!left.empty()) {
      const ssize_t sent = send(socket, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  if (step.then == Step::Then::reset) {
    const linger at_once{1, 0};  // Closing then sends RST.
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  return step.then == Step::Then::keep;
}

FullBacklog::FullBacklog() : listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  port_ = listen_on(listening_.get(), 0);
  for (int i = 0; i < 4; ++i) {
    waiting_.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in address = loopback(port_);
    static_cast<void>(connect(waiting_.back().get(), generic(address), sizeof address));
  }
}

std::string FullBacklog::url() const {
  return url_of(port_);
}

}  // namespace streamctl::testing
