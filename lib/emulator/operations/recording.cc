// Recording a call, whole or frame by frame.
#include <algorithm>
#include <array>
#include <utility>

#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/running.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

/// Of the path; paths without one mean the whole picture.
std::optional<std::string> recording_kind(const Turn& turn) {
  constexpr std::array<std::string_view, 3> kinds{"composite", "individual", "raw"};
  const auto named = turn.path.find("recording_type");
  if (named == turn.path.end()) return "composite";
  if (std::find(kinds.begin(), kinds.end(), named->second) == kinds.end()) return std::nullopt;
  return named->second;
}

}  // namespace

Reply start_recording(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto kind = recording_kind(turn);
  if (!kind) return bad_input("recording_type is none of composite, individual, raw");
  if (call->recordings.contains(*kind)) return bad_input("the call is already being recorded");
  if (auto fault = turn.world.store.fault_of_room()) return *std::move(fault);
  begin_recording(turn.world, *call, *kind, turn.outcome);
  return Json::object();
}

Reply stop_recording(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto kind = recording_kind(turn);
  if (!kind) return bad_input("recording_type is none of composite, individual, raw");
  if (!call->recordings.contains(*kind)) return bad_input("the call is not being recorded");
  finish_recording(turn.world, *call, *kind, turn.outcome);
  return Json::object();
}

Reply list_recordings(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  return Json{{"recordings", call->finished_recordings}};
}

Reply start_frame_recording(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  if (call->frame_recording) return bad_input("frames of the call are already being recorded");
  World& world = turn.world;
  call->frame_recording = {world.random.uuid(), world.now};
  const std::string egress_id = call->frame_recording->id;
  turn.outcome.events.push_back(
      call_event("call.frame_recording_started", *call, world.now,
                 {{"call", call_json(*call, world.store)}, {"egress_id", egress_id}}));
  // The first frame.
  Event ready = call_event("call.frame_recording_ready", *call, world.now + ready_after,
                           {{"egress_id", egress_id},
                            {"session_id", session_id_of(world, *call)},
                            {"captured_at", time_text(world.now + ready_after)},
                            {"track_type", "TRACK_TYPE_VIDEO"},
                            {"url", "https://frames.invalid/" + egress_id + "/0001.jpg"},
                            {"users", Json::object()}});
  ready.after = ready_after;
  turn.outcome.events.push_back(std::move(ready));
  return Json::object();
}

Reply stop_frame_recording(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  if (!call->frame_recording) return bad_input("frames of the call are not being recorded");
  const std::string egress_id = call->frame_recording->id;
  call->frame_recording.reset();
  turn.outcome.events.push_back(
      call_event("call.frame_recording_stopped", *call, turn.world.now,
                 {{"call", call_json(*call, turn.world.store)}, {"egress_id", egress_id}}));
  return Json::object();
}

}  // namespace streamctl::emulator
