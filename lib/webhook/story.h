// The state of one call as implied by its events: participants, running features, timestamps.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"

namespace streamctl::webhook {

struct Person {
  std::string id;
  std::string name;
  std::string image;
  std::string role;         ///< The user's role in the app.
  std::string member_role;  ///< Their role in the call.
  std::string user_session_id;
  WallTime created_at;
};

/// The first two people: the creator of the call, and the person invited.
constexpr std::size_t owner = 0;
constexpr std::size_t guest = 1;

struct Participant {
  std::size_t person = owner;
  WallTime joined_at;
};

using Answers =
    std::vector<std::pair<std::string, WallTime>>;  ///< User id, and the time they answered a ring.

struct Story {
  std::string call_type = "default";
  std::string call_id = "standup";
  std::vector<Person> people;
  std::string type;           ///< The current event's type.
  std::size_t actor = owner;  ///< The user it is about.

  WallTime now;
  WallTime call_created_at;
  WallTime call_updated_at;
  std::optional<WallTime> call_ended_at;
  std::optional<WallTime> session_started_at;
  std::optional<WallTime> session_ended_at;
  std::optional<WallTime> live_started_at;
  std::optional<WallTime> live_ended_at;
  WallTime recording_started_at;
  WallTime recording_stopped_at;
  WallTime transcription_started_at;
  WallTime transcription_stopped_at;
  WallTime rtmp_started_at;

  std::string session_id;
  std::string egress_id;
  std::string connection_id;
  std::string task_id;
  std::string ingress_id;
  std::string caption_id;

  bool backstage = false;
  bool backstage_enabled = false;  ///< A livestream has one; other calls do not.
  bool recording = false;
  bool frame_recording = false;
  bool transcribing = false;
  bool captioning = false;
  bool hls = false;
  bool rtmp = false;
  int anonymous_participants = 0;
  std::vector<Participant> participants;
  std::optional<std::size_t> leaving;  ///< Left with the current event; gone with the next.
  Answers accepted_by;
  Answers rejected_by;
  Answers missed_by;
  std::vector<std::string> blocked;

  [[nodiscard]] std::string call_cid() const { return call_type + ":" + call_id; }
};

struct StoryOptions {
  std::string call_cid = "default:standup";
  std::string user_id;          ///< Empty: a built-in one.
  std::size_t user_is = owner;  ///< The person that `user_id` replaces.
  WallTime now;                 ///< The start of the story.
};

/// A call that has not been created yet: its people and ids are known. A livestream has a
/// backstage. Kind usage for a CID that is not type:id.
Result<Story> begin_story(const StoryOptions& options, Random& random);

/// An active call at `now`, for a single event: created ten minutes ago, two people in its session.
void in_full_swing(Story& story);

/// A call created three seconds ago that nobody has joined, for a ring event.
void just_made(Story& story);

/// The person with that user id; added if new.
std::size_t person_of(Story& story, const std::string& user_id, Random& random);

/// The person an event of that type is usually about.
std::size_t usual_actor(std::string_view type);

/// Applies an event of `type` about `actor` at `story.now`.
void happen(Story& story, std::string_view type, std::size_t actor);

}  // namespace streamctl::webhook
