// Takes a livestream out of backstage and back.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "emulator/operations/capabilities.h"
#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

/// Ends the stay of those who may not be backstage. Source: Stream docs, "Backstage".
void remove_viewers(State& state, Call& call, Outcome& outcome) {
  if (!call.session || state.app.skips_permission_checks()) return;
  std::vector<const User*> viewers;
  for (const Participant& one : call.session->participants) {
    const User* user = state.store.user(one.user_id);
    if (!is_permitted(state.store, call.type, &call, {user}, "join-backstage"))
      viewers.push_back(user);
  }
  for (const User* user : viewers)
    leave_session(state, call, *user, outcome);
}

/// The kinds of recording that the body names: `start_raw_recording` for the verb "start".
/// `start_recording` is the composite one.
std::set<std::string> named_recordings(FieldReader& in, const std::string& verb) {
  std::set<std::string> kinds;
  for (const std::string kind : {"composite", "individual", "raw"}) {
    if (in.flag(verb + "_" + kind + "_recording").value_or(false)) kinds.insert(kind);
  }
  if (in.flag(verb + "_recording").value_or(false)) kinds.insert("composite");
  return kinds;
}

}  // namespace

Reply go_live(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const auto recordings = named_recordings(in, "start");
  const bool transcribes = in.flag("start_transcription").value_or(false);
  const bool captions = in.flag("start_closed_caption").value_or(false);
  const bool broadcasts = in.flag("start_hls").value_or(false);
  if (!in.ok()) return in.error();
  if (!recordings.empty() || transcribes || captions || broadcasts) {
    if (auto live = check_session(call); !live) return std::move(live).error();
  }
  State& state = context.state;
  call.backstage = false;
  call.updated_at = state.now;
  Session& session = current_session(call, state.random.uuid());
  session.live_started_at = state.now;
  session.live_ended_at.reset();
  context.outcome.events.push_back(
      call_event("call.live_started", call, state.now, {{"call", call_json(call, state.store)}}));
  for (const std::string& kind : recordings) {
    if (!call.recordings.contains(kind)) begin_recording(state, call, kind, context.outcome);
  }
  if (transcribes && !call.transcription) begin_transcription(state, call, context.outcome);
  if (captions && !call.captions) begin_captions(state, call, context.outcome);
  if (broadcasts && !call.hls) begin_hls(state, call, context.outcome);
  begin_automatic(state, call, context.outcome);
  return Json{{"call", call_json(call, state.store)}};
}

Reply stop_live(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const auto stops = [&](const char* name) { return !in.flag(name).value_or(false); };
  const auto continued = named_recordings(in, "continue");
  const bool stops_transcription = stops("continue_transcription");
  const bool stops_captions = stops("continue_closed_caption");
  const bool stops_hls = stops("continue_hls");
  const bool stops_rtmp = stops("continue_rtmp_broadcasts");
  if (!in.ok()) return in.error();
  State& state = context.state;
  call.backstage = true;
  call.updated_at = state.now;
  if (call.session && call.session->live_started_at) call.session->live_ended_at = state.now;
  for (const char* kind : {"composite", "individual", "raw"}) {
    if (call.recordings.contains(kind) && !continued.contains(kind))
      finish_recording(state, call, kind, context.outcome);
  }
  if (stops_transcription && call.transcription) finish_transcription(state, call, context.outcome);
  if (stops_captions && call.captions) finish_captions(state, call, context.outcome);
  if (stops_hls && call.hls) finish_hls(state, call, context.outcome);
  if (stops_rtmp) finish_rtmp(state, call, context.outcome);
  remove_viewers(state, call, context.outcome);
  context.outcome.events.push_back(
      call_event("call.updated", call, state.now,
                 {{"call", call_json(call, state.store)},
                  {"capabilities_by_role", capabilities_by_role(call, state.store)}}));
  return Json{{"call", call_json(call, state.store)}};
}

}  // namespace streamctl::emulator
