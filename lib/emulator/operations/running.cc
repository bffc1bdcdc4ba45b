#include "emulator/operations/running.h"

#include <utility>
#include <vector>

#include "emulator/limits.h"
#include "emulator/operations/views.h"
#include "emulator/state/sessions.h"

namespace streamctl::emulator {

namespace {

void keep(std::vector<Json>& finished, Json one) {
  if (finished.size() >= recordings_max) finished.erase(finished.begin());
  finished.push_back(std::move(one));
}

/// `event` is about something made ready `ready_after` from now.
void later(World& world, Event event, Outcome& outcome) {
  event.after = ready_after;
  event.body["created_at"] = time_text(world.now + ready_after);
  outcome.events.push_back(std::move(event));
}

}  // namespace

const std::string& session_id_of(World& world, Call& call) {
  return current_session(call, world.random.uuid()).id;
}

void begin_recording(World& world, Call& call, const std::string& kind, Outcome& outcome) {
  const Egress& egress = call.recordings[kind] = {world.random.uuid(), world.now};
  outcome.events.push_back(call_event("call.recording_started", call, world.now,
                                      {{"egress_id", egress.id}, {"recording_type", kind}}));
}

void finish_recording(World& world, Call& call, const std::string& kind, Outcome& outcome) {
  const Egress egress = call.recordings.at(kind);
  call.recordings.erase(kind);
  const Json about{{"egress_id", egress.id}, {"recording_type", kind}};
  outcome.events.push_back(call_event("call.recording_stopped", call, world.now, about));
  const std::string& session_id = session_id_of(world, call);
  const std::string filename = "rec_" + call.type + "_" + call.id + "_" + egress.id + ".mp4";
  Json recording{{"filename", filename},
                 {"url", "https://recordings.invalid/" + filename},
                 {"start_time", time_text(egress.started_at)},
                 {"end_time", time_text(world.now)},
                 {"session_id", session_id},
                 {"recording_type", kind}};
  Json ready = about;
  ready["call_recording"] = recording;
  later(world, call_event("call.recording_ready", call, world.now, std::move(ready)), outcome);
  keep(call.finished_recordings, std::move(recording));
}

void begin_transcription(World& world, Call& call, Outcome& outcome) {
  call.transcription = {world.random.uuid(), world.now};
  outcome.events.push_back(call_event("call.transcription_started", call, world.now,
                                      {{"egress_id", call.transcription->id}}));
}

void finish_transcription(World& world, Call& call, Outcome& outcome) {
  const Egress egress = *std::exchange(call.transcription, std::nullopt);
  const Json about{{"egress_id", egress.id}};
  outcome.events.push_back(call_event("call.transcription_stopped", call, world.now, about));
  const std::string& session_id = session_id_of(world, call);
  const std::string filename =
      "transcript_" + call.type + "_" + call.id + "_" + egress.id + ".jsonl";
  Json transcription{{"filename", filename},
                     {"url", "https://transcripts.invalid/" + filename},
                     {"start_time", time_text(egress.started_at)},
                     {"end_time", time_text(world.now)},
                     {"session_id", session_id}};
  Json ready = about;
  ready["call_transcription"] = transcription;
  later(world, call_event("call.transcription_ready", call, world.now, std::move(ready)), outcome);
  keep(call.finished_transcriptions, std::move(transcription));
}

void begin_captions(World& world, Call& call, Outcome& outcome) {
  call.captions = {world.random.uuid(), world.now};
  outcome.events.push_back(
      call_event("call.closed_captions_started", call, world.now, Json::object()));
}

void finish_captions(World& world, Call& call, Outcome& outcome) {
  call.captions.reset();
  outcome.events.push_back(
      call_event("call.closed_captions_stopped", call, world.now, Json::object()));
}

std::string playlist_url(const Egress& hls) {
  return "https://hls.invalid/" + hls.id + "/index.m3u8";
}

void begin_hls(World& world, Call& call, Outcome& outcome) {
  call.hls = {world.random.uuid(), world.now};
  outcome.events.push_back(call_event(
      "call.hls_broadcasting_started", call, world.now,
      {{"call", call_json(call, world.store)}, {"hls_playlist_url", playlist_url(*call.hls)}}));
}

void finish_hls(World& world, Call& call, Outcome& outcome) {
  call.hls.reset();
  outcome.events.push_back(
      call_event("call.hls_broadcasting_stopped", call, world.now, Json::object()));
}

void finish_rtmp(World& world, Call& call, Outcome& outcome) {
  for (const Broadcast& one : std::exchange(call.rtmp, {})) {
    outcome.events.push_back(
        call_event("call.rtmp_broadcast_stopped", call, world.now, {{"name", one.name}}));
  }
}

void finish_all(World& world, Call& call, Outcome& outcome) {
  while (!call.recordings.empty())
    finish_recording(world, call, std::string(call.recordings.begin()->first), outcome);
  if (call.transcription) finish_transcription(world, call, outcome);
  if (call.captions) finish_captions(world, call, outcome);
  if (call.hls) finish_hls(world, call, outcome);
  finish_rtmp(world, call, outcome);
  if (const auto frames = std::exchange(call.frame_recording, std::nullopt)) {
    outcome.events.push_back(
        call_event("call.frame_recording_stopped", call, world.now,
                   {{"call", call_json(call, world.store)}, {"egress_id", frames->id}}));
  }
  if (call.session && call.session->is_live()) end_session(world, call, outcome);
}

}  // namespace streamctl::emulator
