// A raw-socket server that follows a test's script for each request, valid or not.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/file.h"

namespace streamctl::testing {

struct PeerRequest {
  std::string head;  ///< Request line and header fields.
  std::string body;
  int connection = 0;  ///< The number of its connection, from 1.

  /// The value of the field `name`, or "(none)".
  [[nodiscard]] std::string field(const std::string& name) const;
};

struct Step {
  enum class Then { keep, close, reset };
  std::string bytes;  ///< Sent unchanged.
  Then then = Then::keep;
  std::chrono::milliseconds delay{0};  ///< Before `bytes`; ends when the peer is destroyed.
};

/// A plain answer of `status`, on a connection that stays open.
Step answer(unsigned status, const std::string& body = "");
/// Never answers; the connection stays open.
inline Step silence() {
  return {"", Step::Then::keep, {}};
}
inline Step reset() {
  return {"", Step::Then::reset, {}};
}

/// Listens on a free port of 127.0.0.1 until it is destroyed.
class ScriptedPeer {
 public:
  /// `script` receives each request and its number, from 1, across all connections.
  using Script = std::function<Step(const PeerRequest&, int)>;
  explicit ScriptedPeer(Script script);
  /// The steps in turn; the last one repeats.
  explicit ScriptedPeer(std::vector<Step> steps);
  ScriptedPeer(const ScriptedPeer&) = delete;
  ScriptedPeer& operator=(const ScriptedPeer&) = delete;
  ~ScriptedPeer();

  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::vector<PeerRequest> requests() const;
  /// Waits until `count` connections were closed by this side.
  void wait_for_closed(int count);

 private:
  void accept_all();
  void serve(int socket, int connection);
  bool read_request(int socket, std::string& buffer, PeerRequest& request) const;
  bool act(int socket, const Step& step);

  Script script_;
  FileDescriptor listening_;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;
  int closed_ = 0;
  std::vector<int> sockets_;
  std::vector<PeerRequest> requests_;
  std::list<std::thread> threads_;  ///< One per connection, and the accepting one.
};

/// A port whose queue of connections is full: Linux drops further requests to connect, unanswered.
class FullBacklog {
 public:
  FullBacklog();
  [[nodiscard]] std::string url() const;

 private:
  FileDescriptor listening_;
  std::vector<FileDescriptor> waiting_;
  std::uint16_t port_ = 0;
};

}  // namespace streamctl::testing
