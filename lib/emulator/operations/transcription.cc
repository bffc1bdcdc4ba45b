// Transcribing a call, and captions while it goes on.
#include <utility>

#include "emulator/operations/operations.h"
#include "emulator/operations/running.h"

namespace streamctl::emulator {

Reply start_transcription(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const bool captions = in.flag("enable_closed_captions").value_or(false);
  if (in.failure()) return *in.failure();
  if (call->transcription) return bad_input("the call is already being transcribed");
  if (auto fault = turn.world.store.fault_of_room()) return *std::move(fault);
  begin_transcription(turn.world, *call, turn.outcome);
  if (captions && !call->captions) begin_captions(turn.world, *call, turn.outcome);
  return Json::object();
}

Reply stop_transcription(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const bool captions = in.flag("stop_closed_captions").value_or(false);
  if (in.failure()) return *in.failure();
  if (!call->transcription) return bad_input("the call is not being transcribed");
  finish_transcription(turn.world, *call, turn.outcome);
  if (captions && call->captions) finish_captions(turn.world, *call, turn.outcome);
  return Json::object();
}

Reply list_transcriptions(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  return Json{{"transcriptions", call->finished_transcriptions}};
}

Reply start_closed_captions(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const bool transcribes = in.flag("enable_transcription").value_or(false);
  if (in.failure()) return *in.failure();
  if (call->captions) return bad_input("the call already has closed captions");
  begin_captions(turn.world, *call, turn.outcome);
  if (transcribes && !call->transcription) begin_transcription(turn.world, *call, turn.outcome);
  return Json::object();
}

Reply stop_closed_captions(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const bool transcription = in.flag("stop_transcription").value_or(false);
  if (in.failure()) return *in.failure();
  if (!call->captions) return bad_input("the call has no closed captions");
  finish_captions(turn.world, *call, turn.outcome);
  if (transcription && call->transcription) finish_transcription(turn.world, *call, turn.outcome);
  return Json::object();
}

}  // namespace streamctl::emulator
