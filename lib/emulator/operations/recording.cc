// Records a call as video or as frames.
#include <algorithm>
#include <array>
#include <utility>

#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

/// The type in the path, composite if there is none; nothing if it is unknown.
std::optional<std::string> recording_kind(const OperationContext& context) {
  constexpr std::array<std::string_view, 3> kinds{"composite", "individual", "raw"};
  const auto named = context.path.find("recording_type");
  if (named == context.path.end()) return "composite";
  if (std::find(kinds.begin(), kinds.end(), named->second) == kinds.end()) return std::nullopt;
  return named->second;
}

/// "start" and "individual" as "start-individual-recording"; composite is the unnamed kind.
std::string permission_to(const char* verb, const std::string& kind) {
  return std::string(verb) + (kind == "composite" ? "" : "-" + kind) + "-recording";
}

}  // namespace

Reply start_recording(OperationContext& context, Call& call) {
  const auto kind = recording_kind(context);
  if (!kind) return bad_input("recording_type is none of composite, individual, raw");
  if (auto may = context.require(permission_to("start", *kind), &call); !may)
    return std::move(may).error();
  if (auto live = check_session(call); !live) return std::move(live).error();
  if (call.recordings.contains(*kind)) return bad_input("the call is already being recorded");
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  begin_recording(context.state, call, *kind, context.outcome);
  return Json::object();
}

Reply stop_recording(OperationContext& context, Call& call) {
  const auto kind = recording_kind(context);
  if (!kind) return bad_input("recording_type is none of composite, individual, raw");
  if (auto may = context.require(permission_to("stop", *kind), &call); !may)
    return std::move(may).error();
  if (!call.recordings.contains(*kind)) return bad_input("call egress is not running");
  finish_recording(context.state, call, *kind, context.outcome);
  return Json::object();
}

Reply list_recordings(OperationContext& context, Call& call) {
  const auto session = context.path.find("session");
  if (session == context.path.end()) return Json{{"recordings", call.finished_recordings}};
  Json of_session = Json::array();
  for (const Json& one : call.finished_recordings) {
    if (one["session_id"] == session->second) of_session.push_back(one);
  }
  return Json{{"recordings", std::move(of_session)}};
}

Reply delete_recording(OperationContext& context, Call& call) {
  if (!erase_finished(call.finished_recordings, context.path))
    return does_not_exist("recording doesn't exist");
  return Json::object();
}

Reply start_frame_recording(OperationContext& context, Call& call) {
  if (auto live = check_session(call); !live) return std::move(live).error();
  if (call.frame_recording) return bad_input("frames of the call are already being recorded");
  begin_frames(context.state, call, context.outcome);
  return Json::object();
}

Reply stop_frame_recording(OperationContext& context, Call& call) {
  if (!call.frame_recording) return bad_input("call egress is not running");
  const std::string egress_id = call.frame_recording->id;
  call.frame_recording.reset();
  context.outcome.events.push_back(
      call_event("call.frame_recording_stopped", call, context.state.now,
                 {{"call", call_json(call, context.state.store)}, {"egress_id", egress_id}}));
  return Json::object();
}

}  // namespace streamctl::emulator
