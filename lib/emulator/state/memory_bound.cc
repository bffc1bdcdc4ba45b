#include "emulator/state/memory_bound.h"

#include <string>

#include "core/units.h"
#include "emulator/state/store.h"

namespace streamctl::emulator {

namespace {

/// The store is measured after requests of this part of its bound. A JSON value in memory takes up
/// to about sixteen times its text.
constexpr std::size_t measured_after = 64;

/// Sizes of a map node, a JSON value, and the header of a string, an array or an object.
constexpr std::size_t node_bytes = 48;
constexpr std::size_t value_bytes = 16;
constexpr std::size_t text_bytes = 32;

std::size_t bytes_of(const Json& value) {
  if (value.is_binary()) return value_bytes + text_bytes + value.get_binary().size();
  if (value.is_string())
    return value_bytes + text_bytes + value.get_ref<const std::string&>().size();
  std::size_t bytes = value_bytes + (value.is_structured() ? text_bytes : 0);
  if (value.is_array()) {
    for (const Json& part : value)
      bytes += bytes_of(part);
  } else if (value.is_object()) {
    for (const auto& [name, part] : value.items())
      bytes += node_bytes + text_bytes + name.size() + bytes_of(part);
  }
  return bytes;
}

std::size_t bytes_of(const User& user) {
  std::size_t bytes = node_bytes + sizeof user + user.id.size() + user.name.size() +
                      user.image.size() + bytes_of(user.custom);
  for (const std::string& team : user.teams)
    bytes += text_bytes + team.size();
  for (const Device& device : user.devices)
    bytes += sizeof device + device.id.size();
  bytes += bytes_of(user.privacy) + bytes_of(user.teams_role);
  for (const auto& [id, since] : user.blocked)
    bytes += node_bytes + text_bytes + id.size();
  return bytes;
}

std::size_t bytes_of(const Session& session) {
  std::size_t bytes =
      sizeof session + session.participants.size() * sizeof(Participant) +
      session.visits.size() * (sizeof(Visit) + text_bytes) + session.rung.size() * text_bytes +
      (session.accepted_by.size() + session.rejected_by.size() + session.missed_by.size()) *
          (node_bytes + text_bytes);
  for (const Json& one : session.feedback)
    bytes += bytes_of(one);
  return bytes;
}

std::size_t bytes_of(const Call& call) {
  std::size_t bytes = node_bytes + sizeof call + bytes_of(call.custom);
  if (!call.settings.is_shared()) bytes += bytes_of(*call.settings);
  for (const Member& member : call.members)
    bytes += sizeof member + bytes_of(member.custom);
  bytes += call.blocked.size() * text_bytes;
  for (const auto& [id, permissions] : call.permissions)
    bytes += node_bytes * (4 + permissions.granted.size() + permissions.revoked.size());
  for (const Broadcast& one : call.rtmp)
    bytes += sizeof one + one.stream_url.size() + one.stream_key.size();
  for (const auto* finished : {&call.finished_recordings, &call.finished_transcriptions}) {
    for (const Json& one : *finished)
      bytes += bytes_of(one);
  }
  if (call.session) bytes += bytes_of(*call.session);
  for (const Session& past : call.past_sessions)
    bytes += bytes_of(past);
  return bytes;
}

}  // namespace

std::size_t bytes_of(const Store& store) {
  std::size_t bytes = 0;
  for (const auto& [id, user] : store.users)
    bytes += bytes_of(user);
  for (const auto& [cid, call] : store.calls)
    bytes += bytes_of(call);
  for (const auto& [name, type] : store.call_types)
    bytes += node_bytes + sizeof type + bytes_of(*type.settings) + bytes_of(type.grants) +
             bytes_of(type.notifications);
  for (const auto& [kind, records] : store.records.all()) {
    for (const auto& [id, record] : records)
      bytes += node_bytes + text_bytes + id.size() + bytes_of(record);
  }
  for (const auto& [id, file] : store.files)
    bytes += node_bytes + text_bytes + id.size() + sizeof file + file.bytes.size();
  return bytes;
}

Result<void, Failure> MemoryBound::check(const Store& store) {
  if (requested_ >= bytes_max_ / measured_after || (is_full_ && freed_)) {
    is_full_ = bytes_of(store) >= bytes_max_;
    requested_ = 0;
    freed_ = false;
  }
  if (!is_full_) return {};
  return Failure{22, 413,
                 "the emulator holds at most " + size_text(bytes_max_) +
                     " of users and calls: delete calls, or 'streamctl emulator reset'"};
}

}  // namespace streamctl::emulator
