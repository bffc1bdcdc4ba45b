#include "emulator/state/watchers.h"

#include <utility>

#include "emulator/limits.h"

namespace streamctl::emulator {

namespace {

using Index = std::map<std::string, std::set<Recipient>, std::less<>>;

void erase(Index& index, const std::string& key, const Recipient& recipient) {
  const auto found = index.find(key);
  if (found == index.end()) return;
  found->second.erase(recipient);
  if (found->second.empty()) index.erase(found);
}

}  // namespace

void Watchers::add(Connection connection) {
  by_id_[connection.id] = connection.handle;
  by_user_[connection.user_id].insert({connection.handle, connection.dates});
  const Handle handle = connection.handle;
  connections_.insert_or_assign(handle, std::move(connection));
}

std::optional<Connection> Watchers::remove(Handle handle) {
  const auto found = connections_.find(handle);
  if (found == connections_.end()) return std::nullopt;
  Connection gone = std::move(found->second);
  connections_.erase(found);
  by_id_.erase(gone.id);
  erase(by_user_, gone.user_id, {gone.handle, gone.dates});
  watches_ -= gone.watched.size();
  for (const std::string& user_id : gone.present) {
    followers_[user_id].erase(gone.handle);
    if (followers_[user_id].empty()) followers_.erase(user_id);
  }
  for (const std::string& cid : gone.watched)
    erase(by_call_, cid, {gone.handle, gone.dates});
  return gone;
}

void Watchers::clear() {
  connections_.clear();
  watches_ = 0;
  by_id_.clear();
  by_user_.clear();
  by_call_.clear();
  followers_.clear();
}

const Connection* Watchers::find(std::string_view connection_id) const {
  const auto found = by_id_.find(connection_id);
  return found == by_id_.end() ? nullptr : &connections_.at(found->second);
}

std::size_t Watchers::watching(const std::string& cid) const {
  const auto found = by_call_.find(cid);
  return found == by_call_.end() ? 0 : found->second.size();
}

std::vector<const Connection*> Watchers::all() const {
  std::vector<const Connection*> list;
  for (const auto& [handle, connection] : connections_)
    list.push_back(&connection);
  return list;
}

bool Watchers::join(std::string_view connection_id, const std::string& cid) {
  const auto found = by_id_.find(connection_id);
  if (found == by_id_.end()) return false;
  std::set<std::string>& joined = connections_.at(found->second).joined;
  if (joined.size() < watched_calls_max) joined.insert(cid);
  return true;
}

void Watchers::follow(std::string_view connection_id, const std::string& user_id) {
  const auto found = by_id_.find(connection_id);
  if (found == by_id_.end()) return;
  Connection& connection = connections_.at(found->second);
  if (connection.present.size() < presence_max && connection.present.insert(user_id).second)
    followers_[user_id].insert(connection.handle);
}

std::vector<std::string> Watchers::followers(const std::string& user_id) const {
  std::vector<std::string> users;
  const auto found = followers_.find(user_id);
  if (found == followers_.end()) return users;
  for (const Handle handle : found->second)
    users.push_back(connections_.at(handle).user_id);
  return users;
}

bool Watchers::watch(std::string_view connection_id, const std::string& cid) {
  const auto found = by_id_.find(connection_id);
  if (found == by_id_.end()) return false;
  Connection& connection = connections_.at(found->second);
  if (connection.watched.contains(cid)) return true;
  if (connection.watched.size() >= watched_calls_max || watches_ >= watches_max) return false;
  connection.watched.insert(cid);
  ++watches_;
  by_call_[cid].insert({connection.handle, connection.dates});
  return true;
}

void Watchers::forget_call(const std::string& cid) {
  const auto found = by_call_.find(cid);
  if (found == by_call_.end()) return;
  watches_ -= found->second.size();
  for (const Recipient& one : found->second)
    connections_.at(one.handle).watched.erase(cid);
  by_call_.erase(found);
}

std::vector<Recipient> Watchers::recipients(const Event& event) const {
  std::vector<Recipient> list;
  if (event.reach == Reach::everyone) {
    for (const auto& [handle, connection] : connections_)
      list.push_back({handle, connection.dates});
    return list;
  }
  const auto call = by_call_.find(event.call_cid);
  if (event.reach != Reach::users && call != by_call_.end())
    list.assign(call->second.begin(), call->second.end());
  if (event.reach == Reach::watchers) return list;
  std::set<Recipient> named;
  for (const std::string& id : event.user_ids) {
    const auto user = by_user_.find(id);
    if (user != by_user_.end()) named.insert(user->second.begin(), user->second.end());
  }
  for (const Recipient& one : named) {
    const bool watches =
        event.reach != Reach::users && call != by_call_.end() && call->second.contains(one);
    if (!watches) list.push_back(one);
  }
  return list;
}

}  // namespace streamctl::emulator
