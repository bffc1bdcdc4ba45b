#include "emulator/operations/egress.h"

#include <utility>
#include <vector>

#include "emulator/limits.h"
#include "emulator/operations/events.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

void keep(std::vector<Json>& finished, Json one) {
  if (finished.size() >= recordings_max) finished.erase(finished.begin());
  finished.push_back(std::move(one));
}

/// Sends an event `ready_after` from now.
void send_later(State& state, Event event, Outcome& outcome) {
  event.after = ready_after;
  event.body["created_at"] = time_text(state.now + ready_after);
  outcome.events.push_back(std::move(event));
}

}  // namespace

const std::string& session_id_of(State& state, Call& call) {
  return current_session(call, state.random.uuid()).id;
}

Result<void, Failure> check_session(const Call& call) {
  if (call.session && call.session->is_live()) return {};
  return bad_input("there is no active session");
}

void begin_recording(State& state, Call& call, const std::string& kind, Outcome& outcome) {
  const Egress& egress = call.recordings[kind] = {state.random.uuid(), state.now};
  outcome.events.push_back(call_event("call.recording_started", call, state.now,
                                      {{"egress_id", egress.id}, {"recording_type", kind}}));
}

void finish_recording(State& state, Call& call, const std::string& kind, Outcome& outcome) {
  const Egress egress = call.recordings.at(kind);
  call.recordings.erase(kind);
  const Json about{{"egress_id", egress.id}, {"recording_type", kind}};
  outcome.events.push_back(call_event("call.recording_stopped", call, state.now, about));
  const std::string& session_id = session_id_of(state, call);
  const std::string filename = "rec_" + call.type + "_" + call.id + "_" + egress.id + ".mp4";
  Json recording{{"filename", filename},
                 {"url", "https://recordings.invalid/" + filename},
                 {"start_time", time_text(egress.started_at)},
                 {"end_time", time_text(state.now)},
                 {"session_id", session_id},
                 {"recording_type", kind}};
  Json ready = about;
  ready["call_recording"] = recording;
  send_later(state, call_event("call.recording_ready", call, state.now, std::move(ready)), outcome);
  keep(call.finished_recordings, std::move(recording));
}

void begin_frames(State& state, Call& call, Outcome& outcome) {
  call.frame_recording = {state.random.uuid(), state.now};
  const std::string egress_id = call.frame_recording->id;
  outcome.events.push_back(
      call_event("call.frame_recording_started", call, state.now,
                 {{"call", call_json(call, state.store)}, {"egress_id", egress_id}}));
  send_later(state,
             call_event("call.frame_recording_ready", call, state.now,
                        {{"egress_id", egress_id},
                         {"session_id", session_id_of(state, call)},
                         {"captured_at", time_text(state.now + ready_after)},
                         {"track_type", "TRACK_TYPE_VIDEO"},
                         {"url", "https://frames.invalid/" + egress_id + "/0001.jpg"},
                         {"users", Json::object()}}),
             outcome);
}

void begin_transcription(State& state, Call& call, Outcome& outcome) {
  call.transcription = {state.random.uuid(), state.now};
  outcome.events.push_back(call_event("call.transcription_started", call, state.now,
                                      {{"egress_id", call.transcription->id}}));
}

void finish_transcription(State& state, Call& call, Outcome& outcome) {
  const Egress egress = *std::exchange(call.transcription, std::nullopt);
  const Json about{{"egress_id", egress.id}};
  outcome.events.push_back(call_event("call.transcription_stopped", call, state.now, about));
  const std::string& session_id = session_id_of(state, call);
  const std::string filename =
      "transcript_" + call.type + "_" + call.id + "_" + egress.id + ".jsonl";
  Json transcription{{"filename", filename},
                     {"url", "https://transcripts.invalid/" + filename},
                     {"start_time", time_text(egress.started_at)},
                     {"end_time", time_text(state.now)},
                     {"session_id", session_id}};
  Json ready = about;
  ready["call_transcription"] = transcription;
  send_later(state, call_event("call.transcription_ready", call, state.now, std::move(ready)),
             outcome);
  keep(call.finished_transcriptions, std::move(transcription));
}

void begin_captions(State& state, Call& call, Outcome& outcome) {
  call.captions = {state.random.uuid(), state.now};
  outcome.events.push_back(
      call_event("call.closed_captions_started", call, state.now, Json::object()));
}

void finish_captions(State& state, Call& call, Outcome& outcome) {
  call.captions.reset();
  outcome.events.push_back(
      call_event("call.closed_captions_stopped", call, state.now, Json::object()));
}

std::string playlist_url(const Egress& hls) {
  return "https://hls.invalid/" + hls.id + "/index.m3u8";
}

void begin_hls(State& state, Call& call, Outcome& outcome) {
  call.hls = {state.random.uuid(), state.now};
  outcome.events.push_back(call_event(
      "call.hls_broadcasting_started", call, state.now,
      {{"call", call_json(call, state.store)}, {"hls_playlist_url", playlist_url(*call.hls)}}));
}

void finish_hls(State& state, Call& call, Outcome& outcome) {
  call.hls.reset();
  outcome.events.push_back(
      call_event("call.hls_broadcasting_stopped", call, state.now, Json::object()));
}

void finish_rtmp(State& state, Call& call, Outcome& outcome) {
  for (const Broadcast& one : std::exchange(call.rtmp, {})) {
    outcome.events.push_back(
        call_event("call.rtmp_broadcast_stopped", call, state.now, {{"name", one.name}}));
  }
}

void begin_automatic(State& state, Call& call, Outcome& outcome) {
  if (call.backstage || !check_session(call)) return;
  const auto is_on = [&](const char* group, const char* mode) {
    return text_at(call.settings[group], mode) == "auto-on";
  };
  for (const auto& [group, kind] :
       {std::pair("recording", "composite"), std::pair("individual_recording", "individual"),
        std::pair("raw_recording", "raw")}) {
    if (is_on(group, "mode") && !call.recordings.contains(kind))
      begin_recording(state, call, kind, outcome);
  }
  if (is_on("frame_recording", "mode") && !call.frame_recording) begin_frames(state, call, outcome);
  if (is_on("transcription", "mode") && !call.transcription)
    begin_transcription(state, call, outcome);
  if (is_on("transcription", "closed_caption_mode") && !call.captions)
    begin_captions(state, call, outcome);
  if (call.settings["broadcasting"]["hls"].value("auto_on", false) && !call.hls)
    begin_hls(state, call, outcome);
}

bool erase_finished(std::vector<Json>& finished, const Parameters& path) {
  return std::erase_if(finished, [&](const Json& one) {
           return one["session_id"] == path.at("session") && one["filename"] == path.at("filename");
         }) > 0;
}

void finish_all(State& state, Call& call, Outcome& outcome) {
  while (!call.recordings.empty())
    finish_recording(state, call, std::string(call.recordings.begin()->first), outcome);
  if (call.transcription) finish_transcription(state, call, outcome);
  if (call.captions) finish_captions(state, call, outcome);
  if (call.hls) finish_hls(state, call, outcome);
  finish_rtmp(state, call, outcome);
  if (const auto frames = std::exchange(call.frame_recording, std::nullopt)) {
    outcome.events.push_back(
        call_event("call.frame_recording_stopped", call, state.now,
                   {{"call", call_json(call, state.store)}, {"egress_id", frames->id}}));
  }
  if (call.session && call.session->is_live()) end_session(state, call, outcome);
}

Json erase_call(State& state, Call& call, Outcome& outcome) {
  finish_all(state, call, outcome);
  call.updated_at = state.now;
  Json deleted = call_json(call, state.store);
  outcome.events.push_back(call_event("call.deleted", call, state.now, {{"call", deleted}}));
  const std::string cid = call.cid();
  outcome.deleted_calls.push_back(cid);
  state.store.calls.erase(cid);
  return deleted;
}

void end_if_over(State& state, const Deadline& deadline, Outcome& outcome) {
  Call* call = state.store.call(deadline.call_cid);
  if (call == nullptr || !call->session || call->session->id != deadline.session_id) return;
  const auto end = timer_end(*call);
  if (end && *end <= state.now) finish_all(state, *call, outcome);
}

void end_if_idle(State& state, const Deadline& deadline, Outcome& outcome) {
  Call* call = state.store.call(deadline.call_cid);
  if (call == nullptr || !call->session || call->session->id != deadline.session_id) return;
  if (call->session->is_live() && call->session->participants.empty())
    finish_all(state, *call, outcome);
}

}  // namespace streamctl::emulator
