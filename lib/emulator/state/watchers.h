// Open connections, the calls they watch, and the recipients of events.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/state/dates.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

/// Identifies a connection towards the sockets; never reused.
using Handle = std::uint64_t;

struct Connection {
  Handle handle = 0;
  std::string id;  ///< `connection_id`.
  std::string user_id;
  DateForm dates = DateForm::text;
  std::set<std::string> watched;  ///< CIDs.
  std::set<std::string> joined;   ///< CIDs of the calls whose sessions it joined.
  std::set<std::string> present;  ///< Users whose presence it follows; at most `presence_max`.
  double token_issued_at = 0;     ///< See Caller.
  double token_expires_at = 0;
};

struct Recipient {
  Handle handle = 0;
  DateForm dates = DateForm::text;
  // NOLINTNEXTLINE(modernize-use-nullptr): the 0 is that of the compiler's own comparison.
  auto operator<=>(const Recipient&) const = default;
};

class Watchers {
 public:
  void add(Connection connection);
  /// Returns the removed connection, if there was one.
  std::optional<Connection> remove(Handle handle);
  void clear();

  [[nodiscard]] const Connection* find(std::string_view connection_id) const;
  [[nodiscard]] std::size_t count() const { return connections_.size(); }
  [[nodiscard]] std::size_t watching(const std::string& cid) const;
  [[nodiscard]] std::vector<const Connection*> all() const;

  /// False if the connection, or all of them together, already watch as many calls as allowed.
  bool watch(std::string_view connection_id, const std::string& cid);
  /// Notes that a connection joined the session of a call; false if there is no such connection.
  bool join(std::string_view connection_id, const std::string& cid);
  /// Lets a connection follow the presence of a user, within `presence_max`.
  void follow(std::string_view connection_id, const std::string& user_id);
  /// The users of the connections that follow the presence of a user.
  [[nodiscard]] std::vector<std::string> followers(const std::string& user_id) const;
  /// Ends the watching of a call.
  void forget_call(const std::string& cid);

  /// Each connection once.
  [[nodiscard]] std::vector<Recipient> recipients(const Event& event) const;

 private:
  std::map<Handle, Connection> connections_;
  std::size_t watches_ = 0;  ///< Sum over all connections.
  std::map<std::string, Handle, std::less<>> by_id_;
  std::map<std::string, std::set<Recipient>, std::less<>> by_user_;
  std::map<std::string, std::set<Recipient>, std::less<>> by_call_;
  std::map<std::string, std::set<Handle>, std::less<>> followers_;  ///< By the user followed.
};

}  // namespace streamctl::emulator
