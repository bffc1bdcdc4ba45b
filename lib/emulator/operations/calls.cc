// Gets, creates, updates, deletes and ends calls.
#include <algorithm>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/call_answer.h"
#include "emulator/operations/capabilities.h"
#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/ringing.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"
#include "emulator/state/settings.h"

namespace streamctl::emulator {

namespace {

/// Excludes the colon, which separates type and id in a CID.
bool is_valid_id(std::string_view id) {
  return !id.empty() && id.size() <= id_bytes_max && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.!@").find(c) != std::string_view::npos;
  });
}

std::size_t members_limit(FieldReader& in) {
  return static_cast<std::size_t>(
      in.number("members_limit", 0, page_size_max).value_or(page_size_default));
}

/// A query parameter of GetCall as a number; the default if it is not one.
std::size_t members_limit(const RequestTarget& target) {
  const std::string text = target.parameter("members_limit");
  const bool is_number = !text.empty() && text.size() <= 3 &&
                         text.find_first_not_of("0123456789") == std::string::npos;
  const std::size_t limit = is_number ? std::stoul(text) : std::size_t{page_size_default};
  return std::min(limit, std::size_t{page_size_max});
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
    if (auto good = merge_settings(call.settings, *settings); !good) return good;
  }
  if (members != nullptr) {
    if (auto good = merge_members(context, *members, call.members); !good) return good;
  }
  call.starts_at = starts_at;
  call.team = team.value_or("");
  call.channel_cid = channel.value_or("");
  call.video = video.value_or(false);
  return {};
}

Result<Call&, Failure> create_call(OperationContext& context, const Json& data) {
  State& state = context.state;
  if (!is_valid_id(context.path.at("type")) || !is_valid_id(context.path.at("id")))
    return bad_input("call type and id consist of letters, digits, '-', '_', '.', '!' and '@'");
  if (state.store.calls.size() >= calls_max)
    return bad_input("the emulator holds at most " + std::to_string(calls_max) + " calls");
  if (auto good = state.store.check_memory(); !good) return std::move(good).error();
  OperationContext within{state,          context.caller, context.path,
                          context.target, data,           context.outcome};
  const auto creator = within.actor("created_by_id", "created_by");
  if (!creator) return creator.error();
  Call call;
  call.type = context.path.at("type");
  call.id = context.path.at("id");
  call.created_by = creator->id;
  call.created_at = call.updated_at = state.now;
  call.settings = default_settings(call.type);
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
  if (ring) ring_members(context, call, caller, member_ids(call), video);
  if (notify) notify_members(context.state, call, caller, context.outcome);
}

}  // namespace

Reply get_call(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  const auto is_set = [&](const char* name) { return context.target.parameter(name) == "true"; };
  ring_or_notify(context, *call, is_set("ring"), is_set("notify"), is_set("video") || call->video);
  context.watch(call->cid());
  return call_answer(context, *call, members_limit(context.target));
}

Reply get_or_create_call(OperationContext& context) {
  FieldReader in(context.body);
  const Json* data = in.object("data");
  const std::size_t limit = members_limit(in);
  const bool ring = in.flag("ring").value_or(false);
  const bool notify = in.flag("notify").value_or(false);
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
  ring_or_notify(context, *call, ring, notify, video.value_or(call->video));
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

Reply update_call(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  FieldReader in(context.body);
  const Json* custom = in.custom();
  const Json* settings = in.object("settings_override");
  const auto starts_at = in.time("starts_at");
  if (!in.ok()) return in.error();
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  if (settings != nullptr) {
    if (auto good = merge_settings(call->settings, *settings); !good)
      return std::move(good).error();
  }
  if (custom != nullptr) call->custom = *custom;
  if (starts_at) call->starts_at = starts_at;
  const State& state = context.state;
  call->updated_at = state.now;
  context.outcome.events.push_back(
      call_event("call.updated", *call, state.now,
                 {{"call", call_json(*call, state.store)},
                  {"capabilities_by_role", capabilities_by_role(*call, state.store)}}));
  return call_answer(context, *call, page_size_default);
}

Reply delete_call(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  FieldReader in(context.body);
  const bool is_hard = in.flag("hard").value_or(false);
  if (!in.ok()) return in.error();
  State& state = context.state;
  finish_all(state, *call, context.outcome);
  call->updated_at = state.now;
  Json answer{{"call", call_json(*call, state.store)}};
  if (is_hard) answer["task_id"] = state.random.uuid();
  context.outcome.events.push_back(
      call_event("call.deleted", *call, state.now, {{"call", answer["call"]}}));
  context.outcome.deleted_calls.push_back(call->cid());
  state.store.calls.erase(std::string(context.cid()));
  return answer;
}

Reply end_call(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  State& state = context.state;
  if (call->ended_at) return Json::object();
  finish_all(state, *call, context.outcome);
  call->ended_at = call->updated_at = state.now;
  Json fields{{"call", call_json(*call, state.store)},
              {"members", members_json(*call, state.store, page_size_max)},
              {"reason", "ended_by_user"}};
  if (const User* user = state.store.user(context.caller.user_id))
    fields["user"] = user_json(*user);
  context.outcome.events.push_back(call_event("call.ended", *call, state.now, std::move(fields)));
  return Json::object();
}

}  // namespace streamctl::emulator
