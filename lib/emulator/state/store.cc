#include "emulator/state/store.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

const Member* Call::member(std::string_view user_id) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Member& one) { return one.user_id == user_id; });
  return found == members.end() ? nullptr : &*found;
}

Member* Call::member(std::string_view user_id) {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Member& one) { return one.user_id == user_id; });
  return found == members.end() ? nullptr : &*found;
}

bool is_media_type(std::string_view text) {
  constexpr std::string_view others = "/+-.;= ";
  const auto is_allowed = [&](char c) {
    return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
  };
  return text.find('/') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

Session& current_session(Call& call, const std::string& new_id) {
  if (!call.session || call.session->ended_at) {
    if (call.session) {
      if (call.past_sessions.size() >= past_sessions_max)
        call.past_sessions.erase(call.past_sessions.begin());
      call.past_sessions.push_back(*std::move(call.session));
    }
    call.session.emplace();
    call.session->id = new_id;
  }
  return *call.session;
}

User* Store::user(std::string_view id) {
  const auto found = users.find(id);
  return found == users.end() ? nullptr : &found->second;
}

const User* Store::user(std::string_view id) const {
  const auto found = users.find(id);
  return found == users.end() ? nullptr : &found->second;
}

const Call* Store::call(std::string_view cid) const {
  const auto found = calls.find(cid);
  return found == calls.end() ? nullptr : &found->second;
}

Call* Store::call(std::string_view cid) {
  const auto found = calls.find(cid);
  return found == calls.end() ? nullptr : &found->second;
}

}  // namespace streamctl::emulator
