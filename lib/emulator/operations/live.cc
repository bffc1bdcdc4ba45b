// A livestream leaves its backstage, and goes back to it.
#include <utility>

#include "emulator/operations/capabilities.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/running.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

Reply go_live(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const bool records = in.flag("start_recording").value_or(false) ||
                       in.flag("start_composite_recording").value_or(false);
  const bool transcribes = in.flag("start_transcription").value_or(false);
  const bool captions = in.flag("start_closed_caption").value_or(false);
  const bool broadcasts = in.flag("start_hls").value_or(false);
  if (in.failure()) return *in.failure();
  World& world = turn.world;
  call->backstage = false;
  call->updated_at = world.now;
  Session& session = current_session(*call, world.random.uuid());
  session.live_started_at = world.now;
  session.live_ended_at.reset();
  turn.outcome.events.push_back(
      call_event("call.live_started", *call, world.now, {{"call", call_json(*call, world.store)}}));
  if (records && !call->recordings.contains("composite"))
    begin_recording(world, *call, "composite", turn.outcome);
  if (transcribes && !call->transcription) begin_transcription(world, *call, turn.outcome);
  if (captions && !call->captions) begin_captions(world, *call, turn.outcome);
  if (broadcasts && !call->hls) begin_hls(world, *call, turn.outcome);
  return Json{{"call", call_json(*call, world.store)}};
}

Reply stop_live(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const auto stops = [&](const char* name) { return !in.flag(name).value_or(false); };
  const bool stops_recording = stops("continue_recording") && stops("continue_composite_recording");
  const bool stops_transcription = stops("continue_transcription");
  const bool stops_captions = stops("continue_closed_caption");
  const bool stops_hls = stops("continue_hls");
  const bool stops_rtmp = stops("continue_rtmp_broadcasts");
  if (in.failure()) return *in.failure();
  World& world = turn.world;
  call->backstage = true;
  call->updated_at = world.now;
  if (call->session && call->session->live_started_at) call->session->live_ended_at = world.now;
  while (stops_recording && !call->recordings.empty()) {
    finish_recording(world, *call, std::string(call->recordings.begin()->first), turn.outcome);
  }
  if (stops_transcription && call->transcription) finish_transcription(world, *call, turn.outcome);
  if (stops_captions && call->captions) finish_captions(world, *call, turn.outcome);
  if (stops_hls && call->hls) finish_hls(world, *call, turn.outcome);
  if (stops_rtmp) finish_rtmp(world, *call, turn.outcome);
  turn.outcome.events.push_back(
      call_event("call.updated", *call, world.now,
                 {{"call", call_json(*call, world.store)},
                  {"capabilities_by_role", capabilities_by_role(*call, world.store)}}));
  return Json{{"call", call_json(*call, world.store)}};
}

}  // namespace streamctl::emulator
