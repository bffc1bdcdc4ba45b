// Users, calls, and the recordings and broadcasts of calls. Plain values.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "core/json.h"
#include "emulator/state/call_type.h"
#include "emulator/state/memory_bound.h"
#include "emulator/state/records.h"
#include "emulator/state/shared_json.h"

namespace streamctl::emulator {

struct Device {
  std::string id;
  std::string push_provider;
  std::string push_provider_name;
  bool voip = false;
  WallTime created_at;
};

struct User {
  std::string id;
  std::string name;
  std::string image;
  std::string role = "user";
  std::string language;
  std::vector<std::string> teams;
  Json custom = Json::object();
  bool invisible = false;
  int connections = 0;  ///< Open sockets; online while there are any.
  WallTime created_at;
  WallTime updated_at;
  std::optional<WallTime> last_active;
  std::optional<WallTime> deactivated_at;
  std::optional<WallTime> deleted_at;  ///< Of a user that can still be restored.
  std::optional<WallTime> revoke_tokens_before;
  Json privacy;     ///< `privacy_settings`; null if unset.
  Json teams_role;  ///< Null if unset.
  std::vector<Device> devices;
  std::map<std::string, WallTime> blocked;  ///< Users blocked by this one, and when.
};

struct Member {
  std::string user_id;
  std::string role;
  Json custom = Json::object();
  WallTime created_at;
  WallTime updated_at;
};

using TimeByUser = std::map<std::string, WallTime, std::less<>>;

struct Participant {
  std::string user_id;
  std::string user_session_id;
  WallTime joined_at;
  std::string connection_id;  ///< Of the socket that joined by JoinCall, or empty.
};

/// Somebody's stay in a session that is over.
struct Visit {
  std::string user_id;
  std::string user_session_id;
  WallTime joined_at;
  WallTime left_at;
};

struct Session {
  std::string id;
  std::optional<WallTime> started_at;
  std::optional<WallTime> ended_at;
  std::optional<WallTime> live_started_at;
  std::optional<WallTime> live_ended_at;
  TimeByUser accepted_by;
  TimeByUser rejected_by;
  TimeByUser missed_by;
  std::vector<std::string> rung;  ///< Users who were rung and not yet counted as missed.
  std::vector<Participant> participants;
  std::vector<Visit> visits;      ///< At most `visits_max`, oldest first.
  std::size_t peak_sessions = 0;  ///< Most participants at a time.
  std::vector<Json> feedback;     ///< UserFeedbackResponse objects, at most `feedback_max`.

  [[nodiscard]] bool is_live() const { return started_at && !ended_at; }
};

/// A running recording, transcription or broadcast.
struct Egress {
  std::string id;
  WallTime started_at;
};

struct Broadcast {
  std::string name;
  std::string stream_url;
  std::string stream_key;
  WallTime started_at;
};

/// Capabilities granted to or revoked from one user of a call.
struct Permissions {
  std::set<std::string> granted;
  std::set<std::string> revoked;
};

struct Call {
  std::string type;
  std::string id;
  std::string created_by;
  std::string team;
  std::string channel_cid;
  Json custom = Json::object();
  SharedJson settings;  ///< Shared with the type, until an override.
  WallTime created_at;
  WallTime updated_at;
  std::optional<WallTime> ended_at;
  std::optional<WallTime> starts_at;
  bool backstage = false;
  bool video = false;
  std::vector<Member> members;
  std::vector<std::string> blocked;
  std::map<std::string, Permissions> permissions;
  std::optional<Session> session;
  std::vector<Session> past_sessions;  ///< At most `past_sessions_max`, oldest first.

  std::map<std::string, Egress> recordings;  ///< Running ones by type: composite, individual, raw.
  std::optional<Egress> frame_recording;
  std::optional<Egress> transcription;
  std::optional<Egress> captions;
  std::optional<Egress> hls;
  std::vector<Broadcast> rtmp;
  std::vector<Json> finished_recordings;      ///< CallRecording objects, oldest first.
  std::vector<Json> finished_transcriptions;  ///< CallTranscription objects.

  [[nodiscard]] std::string cid() const { return type + ":" + id; }
  [[nodiscard]] const Member* member(std::string_view user_id) const;
  [[nodiscard]] Member* member(std::string_view user_id);
};

/// An uploaded file.
struct File {
  std::string name;
  std::string type;     ///< Its media type.
  std::string user_id;  ///< Of the one who uploaded it; empty for a server.
  std::string bytes;
};

/// Whether a text can be the media type of a file, and nothing that ends the header field.
bool is_media_type(std::string_view text);

/// Where files are served: below it "ID/NAME".
constexpr std::string_view files_prefix = "/_files/";
/// Where files to import are put, and forgotten.
constexpr std::string_view imports_prefix = "/_imports/";

/// The session of a call that has not ended; if there is none, a new one that has not started.
Session& current_session(Call& call, const std::string& new_id);

struct Store {
  explicit Store(std::size_t bytes_max = store_bytes_max) : memory(bytes_max) {}

  std::map<std::string, User, std::less<>> users;
  std::map<std::string, Call, std::less<>> calls;  ///< By CID.
  CallTypes call_types = built_in_call_types();
  Records records;
  std::map<std::string, File, std::less<>> files;  ///< By id.

  [[nodiscard]] User* user(std::string_view id);
  [[nodiscard]] const User* user(std::string_view id) const;
  [[nodiscard]] Call* call(std::string_view cid);
  [[nodiscard]] const Call* call(std::string_view cid) const;
  /// 413 if it is full.
  Result<void, Failure> check_memory() { return memory.check(*this); }

  MemoryBound memory;
};

}  // namespace streamctl::emulator
