// Transcription and closed captions of a call.
#include <utility>

#include "emulator/operations/egress.h"
#include "emulator/operations/operations.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

Reply start_transcription(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const bool captions = in.flag("enable_closed_captions").value_or(false);
  if (!in.ok()) return in.error();
  if (auto live = check_session(call); !live) return std::move(live).error();
  if (call.transcription) return bad_input("the call is already being transcribed");
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  begin_transcription(context.state, call, context.outcome);
  if (captions && !call.captions) begin_captions(context.state, call, context.outcome);
  return Json::object();
}

Reply stop_transcription(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const bool captions = in.flag("stop_closed_captions").value_or(false);
  if (!in.ok()) return in.error();
  if (!call.transcription) return bad_input("call is not being transcribed");
  finish_transcription(context.state, call, context.outcome);
  if (captions && call.captions) finish_captions(context.state, call, context.outcome);
  return Json::object();
}

Reply list_transcriptions(OperationContext& /*context*/, Call& call) {
  return Json{{"transcriptions", call.finished_transcriptions}};
}

Reply delete_transcription(OperationContext& context, Call& call) {
  if (!erase_finished(call.finished_transcriptions, context.path))
    return does_not_exist("transcription doesn't exist");
  return Json::object();
}

Reply start_closed_captions(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const bool transcribes = in.flag("enable_transcription").value_or(false);
  if (!in.ok()) return in.error();
  if (auto live = check_session(call); !live) return std::move(live).error();
  if (call.captions) return bad_input("the call already has closed captions");
  begin_captions(context.state, call, context.outcome);
  if (transcribes && !call.transcription) begin_transcription(context.state, call, context.outcome);
  return Json::object();
}

Reply stop_closed_captions(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const bool transcription = in.flag("stop_transcription").value_or(false);
  if (!in.ok()) return in.error();
  if (!call.captions) return bad_input("the call has no closed captions");
  finish_captions(context.state, call, context.outcome);
  if (transcription && call.transcription)
    finish_transcription(context.state, call, context.outcome);
  return Json::object();
}

}  // namespace streamctl::emulator
