#include "webhook/story.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "core/call_id.h"
#include "core/encoding.h"
#include "core/text.h"

namespace streamctl::webhook {
namespace {

using namespace std::chrono_literals;

/// "jane.doe-2" as a name: "Jane doe 2".
std::string name_of(const std::string& id) {
  std::string name = id;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '.' || c == '-' || c == '_'; }, ' ');
  if (name.front() >= 'a' && name.front() <= 'z')
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return name;
}

Person person(const std::string& id, std::string role, std::string member_role,
              const StoryOptions& options, Random& random) {
  Person made;
  made.id = id;
  made.name = name_of(id);
  made.image = "https://avatars.example.com/" + percent_encoded(id) + ".png";
  made.role = std::move(role);
  made.member_role = std::move(member_role);
  made.user_session_id = random.uuid();
  made.created_at =
      options.now - 90 * 24h - std::chrono::nanoseconds{random.between(0, 1'000'000'000'000)};
  return made;
}

void leave(Story& story, std::size_t actor) {
  std::erase_if(story.participants, [&](const Participant& one) { return one.person == actor; });
}

void join(Story& story, std::size_t actor) {
  leave(story, actor);
  story.participants.push_back({actor, story.now});
}

void start_session(Story& story) {
  story.session_started_at = story.now;
  story.session_ended_at.reset();
  story.live_started_at.reset();
  story.backstage = story.backstage_enabled;
  story.participants.clear();
}

void end_session(Story& story) {
  story.session_ended_at = story.now;
  story.participants.clear();
  story.recording = story.transcribing = story.captioning = story.hls = story.rtmp = false;
}

using Change = void (*)(Story&, std::size_t actor);

struct Transition {
  std::string_view type;
  Change change;
};

/// The change each type makes to the call. Types not listed change nothing.
constexpr std::array<Transition, 34> transitions{{
    {"call.created",
     [](Story& story, std::size_t) {
       story.call_created_at = story.call_updated_at = story.now;
       story.backstage = story.backstage_enabled;
       story.session_started_at.reset();
       story.participants.clear();
     }},
    {"call.updated", [](Story& story, std::size_t) { story.call_updated_at = story.now; }},
    {"call.session_started", [](Story& story, std::size_t) { start_session(story); }},
    {"call.session_participant_joined",
     [](Story& story, std::size_t actor) { join(story, actor); }},
    {"call.session_participant_left",
     [](Story& story, std::size_t actor) { story.leaving = actor; }},
    {"call.session_ended", [](Story& story, std::size_t) { end_session(story); }},
    {"call.ended",
     [](Story& story, std::size_t) {
       if (story.session_started_at && !story.session_ended_at) end_session(story);
       story.call_ended_at = story.call_updated_at = story.now;
     }},
    {"call.accepted",
     [](Story& s, std::size_t actor) { s.accepted_by.emplace_back(s.people[actor].id, s.now); }},
    {"call.rejected",
     [](Story& s, std::size_t actor) { s.rejected_by.emplace_back(s.people[actor].id, s.now); }},
    {"call.missed",
     [](Story& s, std::size_t actor) { s.missed_by.emplace_back(s.people[actor].id, s.now); }},
    {"call.blocked_user",
     [](Story& story, std::size_t) { story.blocked = {story.people[guest].id}; }},
    {"call.unblocked_user", [](Story& story, std::size_t) { story.blocked.clear(); }},
    {"call.live_started",
     [](Story& story, std::size_t) {
       story.backstage = false;
       story.live_started_at = story.now;
       story.live_ended_at.reset();
     }},
    {"call.recording_started",
     [](Story& story, std::size_t) {
       story.recording = true;
       story.recording_started_at = story.now;
     }},
    {"call.recording_stopped",
     [](Story& story, std::size_t) {
       story.recording = false;
       story.recording_stopped_at = story.now;
     }},
    {"call.recording_failed", [](Story& story, std::size_t) { story.recording = false; }},
    {"call.frame_recording_started",
     [](Story& story, std::size_t) { story.frame_recording = true; }},
    {"call.frame_recording_stopped",
     [](Story& story, std::size_t) { story.frame_recording = false; }},
    {"call.frame_recording_failed",
     [](Story& story, std::size_t) { story.frame_recording = false; }},
    {"call.transcription_started",
     [](Story& story, std::size_t) {
       story.transcribing = true;
       story.transcription_started_at = story.now;
     }},
    {"call.transcription_stopped",
     [](Story& story, std::size_t) {
       story.transcribing = false;
       story.transcription_stopped_at = story.now;
     }},
    {"call.transcription_failed", [](Story& story, std::size_t) { story.transcribing = false; }},
    {"call.closed_captions_started", [](Story& story, std::size_t) { story.captioning = true; }},
    {"call.closed_captions_stopped", [](Story& story, std::size_t) { story.captioning = false; }},
    {"call.closed_captions_failed", [](Story& story, std::size_t) { story.captioning = false; }},
    {"call.hls_broadcasting_started", [](Story& story, std::size_t) { story.hls = true; }},
    {"call.hls_broadcasting_stopped", [](Story& story, std::size_t) { story.hls = false; }},
    {"call.hls_broadcasting_failed", [](Story& story, std::size_t) { story.hls = false; }},
    {"call.rtmp_broadcast_started",
     [](Story& story, std::size_t) {
       story.rtmp = true;
       story.rtmp_started_at = story.now;
     }},
    {"call.rtmp_broadcast_stopped", [](Story& story, std::size_t) { story.rtmp = false; }},
    {"call.rtmp_broadcast_failed", [](Story& story, std::size_t) { story.rtmp = false; }},
    {"call.kicked_user", [](Story& story, std::size_t) { leave(story, guest); }},
    {"call.ring", [](Story& story, std::size_t) { story.accepted_by.clear(); }},
    {"call.deleted", [](Story& story, std::size_t) { story.call_updated_at = story.now; }},
}};

}  // namespace

Result<Story> begin_story(const StoryOptions& options, Random& random) {
  auto call = parse_call_id(options.call_cid);
  if (!call) return std::move(call).error();
  Story story;
  story.call_type = std::move(call->type);
  story.call_id = std::move(call->id);
  story.now = story.call_created_at = story.call_updated_at = options.now;
  if (!is_utf8(options.user_id))
    return usage_error("bad user id '" + printable(options.user_id) + "'");
  // Keep two distinct people: if the other one already has the given id, rename that one.
  std::array<std::string, 2> ids{"john", "jane"};
  if (!options.user_id.empty()) {
    if (ids[1 - options.user_is] == options.user_id) ids[1 - options.user_is] = "alice";
    ids[options.user_is] = options.user_id;
  }
  story.people = {person(ids[owner], "admin", "host", options, random),
                  person(ids[guest], "user", "user", options, random)};
  story.backstage = story.backstage_enabled = story.call_type == "livestream";
  story.session_id = random.uuid();
  story.egress_id = random.uuid();
  story.connection_id = random.uuid();
  story.task_id = random.uuid();
  story.ingress_id = random.uuid();
  story.caption_id = random.uuid();
  return story;
}

void in_full_swing(Story& story) {
  // Real times are never round, nor do two share a fraction.
  const auto ago = [&](std::chrono::nanoseconds whole, std::int64_t more) {
    return story.now - whole - std::chrono::nanoseconds{more};
  };
  story.call_created_at = story.call_updated_at = ago(10min, 250'417'903);
  story.session_started_at = ago(8min, 120'880'217);
  story.backstage = false;
  if (story.backstage_enabled) story.live_started_at = ago(7min, 3'902'004);
  story.participants = {{owner, ago(8min, 11'348'220)}, {guest, ago(7min + 30s, 702'114'390)}};
  story.recording_started_at = story.transcription_started_at = story.rtmp_started_at =
      ago(6min, 518'220'711);
  story.recording_stopped_at = story.transcription_stopped_at = ago(1min, 44'190'302);
}

void just_made(Story& story) {
  story.call_created_at = story.call_updated_at =
      story.now - 3s - std::chrono::nanoseconds{250'417'903};
}

std::size_t person_of(Story& story, const std::string& user_id, Random& random) {
  const auto found = std::find_if(story.people.begin(), story.people.end(),
                                  [&](const Person& one) { return one.id == user_id; });
  if (found != story.people.end()) return static_cast<std::size_t>(found - story.people.begin());
  story.people.push_back(person(user_id, "user", "user", {.now = story.now}, random));
  return story.people.size() - 1;
}

std::size_t usual_actor(std::string_view type) {
  constexpr std::array<std::string_view, 3> of_the_guest{"call.accepted", "call.rejected",
                                                         "call.missed"};
  return std::find(of_the_guest.begin(), of_the_guest.end(), type) != of_the_guest.end() ? guest
                                                                                         : owner;
}

void happen(Story& story, std::string_view type, std::size_t actor) {
  if (story.leaving) leave(story, *std::exchange(story.leaving, std::nullopt));
  story.type = type;
  story.actor = actor;
  const auto found =
      std::find_if(transitions.begin(), transitions.end(),
                   [&](const Transition& transition) { return transition.type == type; });
  if (found != transitions.end()) found->change(story, actor);
}

}  // namespace streamctl::webhook
