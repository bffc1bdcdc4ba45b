// Events that clients send to a call: custom events, reactions, captions, feedback.
#include <utility>

#include "emulator/limits.h"
#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

Reply send_call_event(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  FieldReader in(context.body);
  const Json* custom = in.custom("custom", custom_event_bytes_max);
  if (!in.ok()) return in.error();
  const auto user = context.actor();
  if (!user) return user.error();
  context.outcome.events.push_back(call_event(
      "custom", *call, context.state.now,
      {{"custom", custom == nullptr ? Json::object() : *custom}, {"user", user_json(*user)}}));
  return Json::object();
}

Reply send_reaction(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  const auto user = context.actor();
  if (!user) return user.error();
  FieldReader in(context.body);
  const auto type = in.id("type");
  const auto emoji = in.text("emoji_code", id_bytes_max);
  const Json* custom = in.custom("custom", custom_event_bytes_max);
  if (!in.ok()) return in.error();
  if (!type) return bad_input("type is required");
  Json reaction{{"type", *type}, {"user", user_json(*user)}};
  if (emoji) reaction["emoji_code"] = *emoji;
  if (custom != nullptr) reaction["custom"] = *custom;
  context.outcome.events.push_back(
      call_event("call.reaction_new", *call, context.state.now, {{"reaction", reaction}}));
  return Json{{"reaction", std::move(reaction)}};
}

Reply send_closed_caption(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  FieldReader in(context.body);
  const auto speaker = in.id("speaker_id");
  const auto text = in.text("text");
  const auto language = in.text("language", id_bytes_max);
  const auto service = in.text("service", id_bytes_max);
  const auto start = in.time("start_time");
  const auto end = in.time("end_time");
  const bool is_translated = in.flag("translated").value_or(false);
  if (!in.ok()) return in.error();
  if (!speaker || !text) return bad_input("speaker_id and text are required");
  const auto user = context.user(*speaker);
  if (!user) return user.error();
  Json caption{{"id", context.state.random.uuid()},
               {"speaker_id", *speaker},
               {"text", *text},
               {"language", language.value_or("en")},
               {"start_time", time_text(start.value_or(context.state.now))},
               {"end_time", time_text(end.value_or(context.state.now))},
               {"translated", is_translated},
               {"user", user_json(*user)}};
  if (service) caption["service"] = *service;
  context.outcome.events.push_back(call_event("call.closed_caption", *call, context.state.now,
                                              {{"closed_caption", std::move(caption)}}));
  return Json::object();
}

Reply collect_feedback(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  FieldReader in(context.body);
  const auto rating = in.number("rating", 0, 5);
  const auto reason = in.text("reason");
  const auto sdk = in.text("sdk", id_bytes_max);
  const auto version = in.text("sdk_version", id_bytes_max);
  const Json* custom = in.custom();
  if (!in.ok()) return in.error();
  if (!rating) return bad_input("rating is required");
  // A server is not a user: its feedback is attributed to the creator of the call.
  const User* user =
      context.state.store.user(context.is_server() ? call->created_by : context.caller.user_id);
  if (user == nullptr)
    return does_not_exist("user '" + context.caller.user_id + "' does not exist");
  Json fields{{"session_id", session_id_of(context.state, *call)},
              {"rating", *rating},
              {"user", user_json(*user)}};
  if (reason) fields["reason"] = *reason;
  if (sdk) fields["sdk"] = *sdk;
  if (version) fields["sdk_version"] = *version;
  if (custom != nullptr) fields["custom"] = *custom;
  context.outcome.events.push_back(
      call_event("call.user_feedback_submitted", *call, context.state.now, std::move(fields)));
  return Json::object();
}

}  // namespace streamctl::emulator
