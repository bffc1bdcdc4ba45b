// Gets, creates, updates, deletes and ends calls.
#include <algorithm>
#include <utility>

#include "core/call_id.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/call_answer.h"
#include "emulator/operations/capabilities.h"
#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/ringing.h"
#include "emulator/operations/sessions.h"
#include "emulator/operations/tasks.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"
#include "emulator/state/settings.h"

namespace streamctl::emulator {

namespace {

std::size_t members_limit(FieldReader& in) {
  return static_cast<std::size_t>(
      in.number("members_limit", 0, page_size_max).value_or(page_size_default));
}

/// Merges a CallRequest over a new call.
Result<void, Failure> merge_call(const OperationContext& context, const Json& data, Call& call) {
  FieldReader in(data, "data.");
  const Json* custom = in.custom();
  const Json* members = in.array("members", members_in_request_max);
  const Json* settings = in.object("settings_override");
  const auto starts_at = in.time("starts_at");
  const auto team = in.text("team", id_bytes_max);
  const auto channel = in.text("channel_cid", id_bytes_max);
  const auto video = in.flag("video");
  if (!in.ok()) return in.error();
  if (custom != nullptr) call.custom = *custom;
  if (settings != nullptr) {
    if (auto good = merge_settings(call.settings.edit(), *settings); !good) return good;
  }
  if (members != nullptr) {
    if (auto good = merge_members(context, *members, true, call.members); !good) return good;
  }
  call.starts_at = starts_at;
  call.team = team.value_or("");
  call.channel_cid = channel.value_or("");
  call.video = video.value_or(false);
  return {};
}

/// A server may name a creator who does not exist yet.
Result<void, Failure> create_creator(const OperationContext& context) {
  const std::string id = context.is_server() ? context.text("created_by_id") : "";
  if (id.empty() || context.state.store.user(id) != nullptr) return {};
  const auto made = upsert_user(context.state, {{"id", id}});
  if (!made) return made.error();
  return {};
}

Result<Call&, Failure> create_call(OperationContext& context, const Json& data) {
  State& state = context.state;
  if (auto known = context.check_call_type(); !known) return std::move(known).error();
  if (!is_valid_call_part(context.path.at("type")) || !is_valid_call_part(context.path.at("id")))
    return bad_input("call type and id consist of letters, digits, '-', '_', '.', '!' and '@'");
  if (state.store.calls.size() >= calls_max)
    return bad_input("the emulator holds at most " + std::to_string(calls_max) + " calls");
  if (auto may = context.require("create-call", nullptr); !may) return std::move(may).error();
  if (auto good = state.store.check_memory(); !good) return std::move(good).error();
  OperationContext within{state,          context.caller, context.path,
                          context.target, data,           context.outcome};
  if (auto made = create_creator(within); !made) return std::move(made).error();
  const auto creator = within.actor("created_by_id", "created_by");
  if (!creator) return creator.error();
  Call call;
  call.type = context.path.at("type");
  call.id = context.path.at("id");
  call.created_by = creator->id;
  call.created_at = call.updated_at = state.now;
  call.settings = state.store.call_types.at(call.type).settings;
  if (auto good = merge_call(within, data, call); !good) return std::move(good).error();
  call.backstage = call.settings["backstage"]["enabled"].get<bool>();
  Call& made = state.store.calls.insert_or_assign(call.cid(), std::move(call)).first->second;
  context.outcome.events.push_back(
      call_event("call.created", made, state.now,
                 {{"call", call_json(made, state.store)},
                  {"members", members_json(made, state.store, page_size_max)}}));
  return made;
}

/// Handles ring and notify of GetCall's query or GetOrCreateCall's body; ignored for anonymous
/// callers.
void ring_or_notify(OperationContext& context, Call& call, bool ring, bool notify, bool video) {
  if (context.caller.kind == Caller::Kind::anonymous) return;
  const bool has_user = context.state.store.user(context.caller.user_id) != nullptr;
  const std::string& caller = has_user ? context.caller.user_id : call.created_by;
  if (ring) ring_members(context, call, caller, others_of(call, caller), video);
  if (notify) notify_members(context.state, call, caller, context.outcome);
}

}  // namespace

Reply get_call(OperationContext& context, Call& call) {
  const auto is_set = [&](const char* name) { return context.query(name) == true; };
  ring_or_notify(context, call, is_set("ring"), is_set("notify"), is_set("video") || call.video);
  context.watch(call.cid());
  const Json limit = context.query("members_limit");
  return call_answer(context, call,
                     limit.is_null() ? std::size_t{page_size_default} : limit.get<std::size_t>());
}

Reply get_or_create_call(OperationContext& context) {
  FieldReader in(context.body);
  const Json* data = in.object("data");
  const std::size_t limit = members_limit(in);
  const auto video = in.flag("video");
  if (!in.ok()) return in.error();
  if (!context.allows(context.cid()))
    return not_allowed("the token is not for call " + printable(context.cid()));
  const bool is_new = context.state.store.call(context.cid()) == nullptr;
  const Json nothing = Json::object();
  const auto call =
      is_new ? create_call(context, data == nullptr ? nothing : *data) : context.call();
  if (!call) return call.error();
  if (context.is_user()) {
    const auto caller = context.actor();
    if (!caller) return caller.error();
  }
  ring_or_notify(context, *call, context.flag("ring"), context.flag("notify"),
                 video.value_or(call->video));
  context.watch(call->cid());
  Json answer = call_answer(context, *call, limit);
  answer["created"] = is_new;
  return answer;
}

Reply create_call_as_server(State& state, const Parameters& path, Json data, Outcome& outcome) {
  Caller server;
  server.kind = Caller::Kind::server;
  const RequestTarget target;
  const Json body{{"data", std::move(data)}};
  OperationContext context{state, server, path, target, body, outcome};
  return get_or_create_call(context);
}

Reply update_call(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const Json* custom = in.custom();
  const Json* settings = in.object("settings_override");
  const auto starts_at = in.time("starts_at");
  if (!in.ok()) return in.error();
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  const auto timer = timer_end(call);
  if (settings != nullptr) {
    if (auto may = context.require("update-call-settings", &call); !may)
      return std::move(may).error();
    if (auto good = merge_settings(call.settings.edit(), *settings); !good)
      return std::move(good).error();
  }
  if (custom != nullptr) call.custom = *custom;
  if (starts_at) call.starts_at = starts_at;
  if (timer_end(call) != timer) set_timer(context.state, call, context.outcome);
  const State& state = context.state;
  call.updated_at = state.now;
  context.outcome.events.push_back(
      call_event("call.updated", call, state.now,
                 {{"call", call_json(call, state.store)},
                  {"capabilities_by_role", capabilities_by_role(call, state.store)}}));
  return call_answer(context, call, page_size_default);
}

Reply delete_call(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const bool is_hard = in.flag("hard").value_or(false);
  if (!in.ok()) return in.error();
  Json answer{{"call", erase_call(context.state, call, context.outcome)}};
  if (is_hard)
    answer["task_id"] = complete_task(context.state, {{context.cid(), {{"status", "ok"}}}});
  return answer;
}

Reply end_call(OperationContext& context, Call& call) {
  State& state = context.state;
  if (call.ended_at) return Json::object();
  finish_all(state, call, context.outcome);
  call.ended_at = call.updated_at = state.now;
  Json fields{{"call", call_json(call, state.store)},
              {"members", members_json(call, state.store, page_size_max)},
              {"reason", "ended_by_user"}};
  if (const User* user = state.store.user(context.caller.user_id))
    fields["user"] = user_json(*user);
  context.outcome.events.push_back(call_event("call.ended", call, state.now, std::move(fields)));
  return Json::object();
}

}  // namespace streamctl::emulator
