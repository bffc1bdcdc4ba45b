#include "net/running_server.h"

#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <utility>

#include <gtest/gtest.h>

#include "net/loopback.h"
#include "threads.h"

namespace streamctl::testing {
namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

RunningServer::RunningServer(net::ServerHandlers handlers, net::ServerOptions options,
                             std::chrono::nanoseconds grace) {
  auto refused = std::move(handlers.refused);
  handlers.refused = [this, refused = std::move(refused)](const net::Refusal& refusal) {
    {
      const std::lock_guard lock{mutex_};
      refused_.push_back(refusal);
    }
    if (refused) refused(refusal);
  };
  auto server = net::Server::listen(std::move(options), std::move(handlers));
  if (!server) {
    ADD_FAILURE() << server.error().what;
    std::abort();
  }
  server_ = *std::move(server);
  thread_ = std::thread{[this, grace] { server_->run({}, grace); }};
}

RunningServer::~RunningServer() {
  server_->stop();
  join();
}

void RunningServer::join() {
  if (thread_.joinable()) thread_.join();
}

std::vector<std::string> RunningServer::refusals() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> texts;
  for (const net::Refusal& refusal : refused_)
    texts.push_back(std::to_string(refusal.status) + " " + refusal.why);
  return texts;
}

net::Refusal RunningServer::last_refusal() const {
  const std::lock_guard lock{mutex_};
  return refused_.empty() ? net::Refusal{} : refused_.back();
}

void echo(net::Request&& request, net::Exchange exchange) {
  exchange.answer({200, {}, request.method + " " + request.target + " " + request.body});
}

RawClient::RawClient(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval limit{patience.count(), 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address = loopback(port);
  EXPECT_EQ(::connect(socket_.get(), generic(address), sizeof address), 0) << errno;
}

int RawClient::refused_by(std::uint16_t port) {
  const FileDescriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address = loopback(port);
  return ::connect(socket.get(), generic(address), sizeof address) == 0 ? 0 : errno;
}

void RawClient::send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count =
        ::send(socket_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count < 0) return;  // The test checks the answer.
    sent += static_cast<std::size_t>(count);
  }
}

void RawClient::finish() {
  ::shutdown(socket_.get(), SHUT_WR);
}

bool RawClient::fill() {
  char piece[16 * 1024];
  const ssize_t count = ::recv(socket_.get(), piece, sizeof piece, 0);
  EXPECT_FALSE(count < 0 && errno == EAGAIN) << "nothing came within the patience of the test";
  if (count <= 0) return false;
  buffer_.append(piece, static_cast<std::size_t>(count));
  return true;
}

RawAnswer RawClient::answer(bool head_only) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return {};
  }
  RawAnswer answer;
  answer.head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  answer.status = std::stoi(answer.head.substr(9, 3));
  const std::size_t length_at = answer.head.find("Content-Length: ");
  if (length_at == std::string::npos || head_only) return answer;
  const std::size_t length = std::stoul(answer.head.substr(length_at + 16));
  while (buffer_.size() < length) {
    if (!fill()) return {};
  }
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return answer;
}

std::string RawClient::take(std::size_t size) {
  while (buffer_.size() < size && fill()) {
  }
  const std::string taken = buffer_.substr(0, size);
  buffer_.erase(0, taken.size());
  return taken;
}

std::string RawClient::rest() {
  while (fill()) {
  }
  return std::exchange(buffer_, "");
}

std::string RawClient::end() {
  if (!buffer_.empty()) return "open";
  char byte = 0;
  const ssize_t count = ::recv(socket_.get(), &byte, 1, 0);
  if (count > 0) return "open";
  if (count == 0) return "closed";
  return errno == ECONNRESET ? "reset" : "no end within the patience of the test";
}

RawClient client_that_sent(const std::string& bytes, RunningServer& running) {
  Gate sent;
  running.server().post(sent.wait());
  RawClient client{running.port()};
  client.send(bytes);
  sent.open();
  return client;
}

void Counter::add() {
  const std::lock_guard lock{mutex_};
  ++value_;
  changed_.notify_all();
}

bool Counter::reached_within(std::size_t count, std::chrono::milliseconds time) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, time, [&] { return value_ >= count; });
}

std::size_t Counter::value() {
  const std::lock_guard lock{mutex_};
  return value_;
}

}  // namespace streamctl::testing
