// Events that clients send to a call: custom events, reactions, captions, feedback.
#include <initializer_list>
#include <utility>

#include "emulator/limits.h"
#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

/// The text fields of the body with these names, as far as they are there.
Json texts_of(const OperationContext& context, std::initializer_list<const char*> names) {
  Json made = Json::object();
  for (const char* name : names) {
    if (const Json& value = context.value(name); value.is_string()) made[name] = value;
  }
  return made;
}

/// `custom` of the body, if it is there and small enough.
Result<Json, Failure> custom_of(const OperationContext& context, std::size_t bytes_max) {
  FieldReader in(context.body);
  const Json* custom = in.custom("custom", bytes_max);
  if (!in.ok()) return in.error();
  return custom == nullptr ? Json() : *custom;
}

/// Keeps a UserFeedbackResponse for the session that it is about.
void keep_feedback(Session& session, const Call& call, const Json& fields, WallTime now) {
  if (session.feedback.size() >= feedback_max) session.feedback.erase(session.feedback.begin());
  Json kept{{"cid", call.cid()},
            {"created_at", time_text(now)},
            {"user_id", fields["user"]["id"]},
            {"platform",
             {{"browser", Json::object()}, {"device", Json::object()}, {"os", Json::object()}}}};
  for (const char* name : {"session_id", "rating", "custom"}) {
    if (fields.contains(name)) kept[name] = fields[name];
  }
  for (const char* name : {"reason", "sdk", "sdk_version"})
    kept[name] = text_at(fields, name);
  session.feedback.push_back(std::move(kept));
}

}  // namespace

Reply send_call_event(OperationContext& context, Call& call) {
  const auto custom = custom_of(context, custom_event_bytes_max);
  if (!custom) return custom.error();
  const auto user = context.actor();
  if (!user) return user.error();
  context.outcome.events.push_back(call_event(
      "custom", call, context.state.now,
      {{"custom", custom->is_null() ? Json::object() : *custom}, {"user", user_json(*user)}}));
  return Json::object();
}

Reply send_reaction(OperationContext& context, Call& call) {
  const auto user = context.actor();
  if (!user) return user.error();
  const auto custom = custom_of(context, custom_event_bytes_max);
  if (!custom) return custom.error();
  Json reaction = texts_of(context, {"type", "emoji_code"});
  reaction["user"] = user_json(*user);
  if (!custom->is_null()) reaction["custom"] = *custom;
  context.outcome.events.push_back(
      call_event("call.reaction_new", call, context.state.now, {{"reaction", reaction}}));
  return Json{{"reaction", std::move(reaction)}};
}

Reply send_closed_caption(OperationContext& context, Call& call) {
  const auto user = context.user(context.text("speaker_id"));
  if (!user) return user.error();
  FieldReader in(context.body);
  const auto start = in.time("start_time");
  const auto end = in.time("end_time");
  Json caption = texts_of(context, {"speaker_id", "text", "language", "service"});
  if (!caption.contains("language")) caption["language"] = "en";
  caption.update({{"id", context.state.random.uuid()},
                  {"start_time", time_text(start.value_or(context.state.now))},
                  {"end_time", time_text(end.value_or(context.state.now))},
                  {"translated", context.flag("translated")},
                  {"user", user_json(*user)}});
  context.outcome.events.push_back(call_event("call.closed_caption", call, context.state.now,
                                              {{"closed_caption", std::move(caption)}}));
  return Json::object();
}

Reply collect_feedback(OperationContext& context, Call& call) {
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  const auto custom = custom_of(context, custom_bytes_max);
  if (!custom) return custom.error();
  // A server is not a user: its feedback is attributed to the creator of the call.
  const auto user = context.user(context.is_server() ? call.created_by : context.caller.user_id);
  if (!user) return user.error();
  Json fields = texts_of(context, {"reason", "sdk", "sdk_version"});
  fields.update({{"session_id", session_id_of(context.state, call)},
                 {"rating", context.value("rating")},
                 {"user", user_json(*user)}});
  if (!custom->is_null()) fields["custom"] = *custom;
  keep_feedback(*call.session, call, fields, context.state.now);
  context.outcome.events.push_back(
      call_event("call.user_feedback_submitted", call, context.state.now, std::move(fields)));
  return Json::object();
}

}  // namespace streamctl::emulator
