// What people say in a call: custom events, reactions, captions, feedback.
#include <utility>

#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/running.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

Reply send_call_event(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const Json* custom = in.custom("custom", custom_event_bytes_max);
  if (in.failure()) return *in.failure();
  const auto user = turn.actor();
  if (!user) return user.failure();
  turn.outcome.events.push_back(call_event(
      "custom", *call, turn.world.now,
      {{"custom", custom == nullptr ? Json::object() : *custom}, {"user", user_json(*user)}}));
  return Json::object();
}

Reply send_reaction(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto user = turn.actor();
  if (!user) return user.failure();
  Reader in(turn.body);
  const auto type = in.id("type");
  const auto emoji = in.text("emoji_code", id_bytes_max);
  const Json* custom = in.custom("custom", custom_event_bytes_max);
  if (in.failure()) return *in.failure();
  if (!type) return bad_input("type is required");
  Json reaction{{"type", *type}, {"user", user_json(*user)}};
  if (emoji) reaction["emoji_code"] = *emoji;
  if (custom != nullptr) reaction["custom"] = *custom;
  turn.outcome.events.push_back(
      call_event("call.reaction_new", *call, turn.world.now, {{"reaction", reaction}}));
  return Json{{"reaction", std::move(reaction)}};
}

Reply send_closed_caption(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const auto speaker = in.id("speaker_id");
  const auto text = in.text("text");
  const auto language = in.text("language", id_bytes_max);
  const auto service = in.text("service", id_bytes_max);
  const auto start = in.time("start_time");
  const auto end = in.time("end_time");
  const bool is_translated = in.flag("translated").value_or(false);
  if (in.failure()) return *in.failure();
  if (!speaker || !text) return bad_input("speaker_id and text are required");
  const auto user = turn.user(*speaker);
  if (!user) return user.failure();
  Json caption{{"id", turn.world.random.uuid()},
               {"speaker_id", *speaker},
               {"text", *text},
               {"language", language.value_or("en")},
               {"start_time", time_text(start.value_or(turn.world.now))},
               {"end_time", time_text(end.value_or(turn.world.now))},
               {"translated", is_translated},
               {"user", user_json(*user)}};
  if (service) caption["service"] = *service;
  turn.outcome.events.push_back(call_event("call.closed_caption", *call, turn.world.now,
                                           {{"closed_caption", std::move(caption)}}));
  return Json::object();
}

Reply collect_feedback(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const auto rating = in.number("rating", 0, 5);
  const auto reason = in.text("reason");
  const auto sdk = in.text("sdk", id_bytes_max);
  const auto version = in.text("sdk_version", id_bytes_max);
  const Json* custom = in.custom();
  if (in.failure()) return *in.failure();
  if (!rating) return bad_input("rating is required");
  // The server has no say of its own: its feedback is that of whoever made the call.
  const User* user =
      turn.world.store.user(turn.is_server() ? call->created_by : turn.caller.user_id);
  if (user == nullptr) return does_not_exist("user '" + turn.caller.user_id + "' does not exist");
  Json fields{{"session_id", session_id_of(turn.world, *call)},
              {"rating", *rating},
              {"user", user_json(*user)}};
  if (reason) fields["reason"] = *reason;
  if (sdk) fields["sdk"] = *sdk;
  if (version) fields["sdk_version"] = *version;
  if (custom != nullptr) fields["custom"] = *custom;
  turn.outcome.events.push_back(
      call_event("call.user_feedback_submitted", *call, turn.world.now, std::move(fields)));
  return Json::object();
}

}  // namespace streamctl::emulator
