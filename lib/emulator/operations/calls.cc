// Getting, making, changing and ending calls.
#include <algorithm>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/call_answer.h"
#include "emulator/operations/capabilities.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/ringing.h"
#include "emulator/operations/running.h"
#include "emulator/operations/views.h"
#include "emulator/state/settings.h"

namespace streamctl::emulator {

namespace {

/// Letters, digits and a few marks: what stands in a CID without being mistaken for its colon.
bool is_sound_id(std::string_view id) {
  return !id.empty() && id.size() <= id_bytes_max && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.!@").find(c) != std::string_view::npos;
  });
}

std::size_t members_limit(Reader& in) {
  return static_cast<std::size_t>(
      in.number("members_limit", 0, page_size_max).value_or(page_size_usual));
}

/// A query parameter of GetCall as a number; the usual where it is not one.
std::size_t members_limit(const Target& target) {
  const std::string text = target.parameter("members_limit");
  const bool is_number = !text.empty() && text.size() <= 3 &&
                         text.find_first_not_of("0123456789") == std::string::npos;
  const std::size_t limit = is_number ? std::stoul(text) : std::size_t{page_size_usual};
  return std::min(limit, std::size_t{page_size_max});
}

/// A CallRequest laid over a new call.
std::optional<Failure> lay_over_call(const Turn& turn, const Json& data, Call& call) {
  Reader in(data, "data.");
  const Json* custom = in.custom();
  const Json* members = in.array("members", members_in_request_max);
  const Json* settings = in.object("settings_override");
  const auto starts_at = in.time("starts_at");
  const auto team = in.text("team", id_bytes_max);
  const auto channel = in.text("channel_cid", id_bytes_max);
  const auto video = in.flag("video");
  if (in.failure()) return in.failure();
  if (custom != nullptr) call.custom = *custom;
  if (settings != nullptr) {
    if (auto fault = lay_over_settings(call.settings, *settings)) return fault;
  }
  if (members != nullptr) {
    if (auto fault = lay_over_members(turn, *members, call.members)) return fault;
  }
  call.starts_at = starts_at;
  call.team = team.value_or("");
  call.channel_cid = channel.value_or("");
  call.video = video.value_or(false);
  return std::nullopt;
}

Found<Call> create_call(Turn& turn, const Json& data) {
  World& world = turn.world;
  if (!is_sound_id(turn.path.at("type")) || !is_sound_id(turn.path.at("id")))
    return bad_input("call type and id consist of letters, digits, '-', '_', '.', '!' and '@'");
  if (world.store.calls.size() >= calls_max)
    return bad_input("the emulator holds at most " + std::to_string(calls_max) + " calls");
  if (auto fault = world.store.fault_of_room()) return *fault;
  Turn within{world, turn.caller, turn.path, turn.target, data, turn.outcome};
  const auto creator = within.actor("created_by_id", "created_by");
  if (!creator) return creator.failure();
  Call call;
  call.type = turn.path.at("type");
  call.id = turn.path.at("id");
  call.created_by = creator->id;
  call.created_at = call.updated_at = world.now;
  call.settings = default_settings(call.type);
  if (auto fault = lay_over_call(within, data, call)) return *fault;
  call.backstage = call.settings["backstage"]["enabled"].get<bool>();
  Call& made = world.store.calls.insert_or_assign(call.cid(), std::move(call)).first->second;
  turn.outcome.events.push_back(
      call_event("call.created", made, world.now,
                 {{"call", call_json(made, world.store)},
                  {"members", members_json(made, world.store, page_size_max)}}));
  return made;
}

/// ring and notify, of GetCall's query or GetOrCreateCall's body; who is nobody only looks.
void ring_or_notify(Turn& turn, Call& call, bool ring, bool notify, bool video) {
  if (turn.caller.kind == Caller::Kind::anonymous) return;
  const bool has_user = turn.world.store.user(turn.caller.user_id) != nullptr;
  const std::string& caller = has_user ? turn.caller.user_id : call.created_by;
  if (ring) ring_members(turn, call, caller, member_ids(call), video);
  if (notify) notify_members(turn.world, call, caller, turn.outcome);
}

}  // namespace

Reply get_call(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const auto asks = [&](const char* name) { return turn.target.parameter(name) == "true"; };
  ring_or_notify(turn, *call, asks("ring"), asks("notify"), asks("video") || call->video);
  turn.watch(call->cid());
  return call_answer(turn, *call, members_limit(turn.target));
}

Reply get_or_create_call(Turn& turn) {
  Reader in(turn.body);
  const Json* data = in.object("data");
  const std::size_t limit = members_limit(in);
  const bool ring = in.flag("ring").value_or(false);
  const bool notify = in.flag("notify").value_or(false);
  const auto video = in.flag("video");
  if (in.failure()) return *in.failure();
  if (!turn.allows(turn.cid()))
    return not_allowed("the token is not for call " + printable(turn.cid()));
  const bool is_new = turn.world.store.call(turn.cid()) == nullptr;
  const Json nothing = Json::object();
  const auto call = is_new ? create_call(turn, data == nullptr ? nothing : *data) : turn.call();
  if (!call) return call.failure();
  if (turn.is_user()) {
    const auto caller = turn.actor();
    if (!caller) return caller.failure();
  }
  ring_or_notify(turn, *call, ring, notify, video.value_or(call->video));
  turn.watch(call->cid());
  Json answer = call_answer(turn, *call, limit);
  answer["created"] = is_new;
  return answer;
}

Reply update_call(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const Json* custom = in.custom();
  const Json* settings = in.object("settings_override");
  const auto starts_at = in.time("starts_at");
  if (in.failure()) return *in.failure();
  if (auto fault = turn.world.store.fault_of_room()) return *std::move(fault);
  if (settings != nullptr) {
    if (auto fault = lay_over_settings(call->settings, *settings)) return *std::move(fault);
  }
  if (custom != nullptr) call->custom = *custom;
  if (starts_at) call->starts_at = starts_at;
  const World& world = turn.world;
  call->updated_at = world.now;
  turn.outcome.events.push_back(
      call_event("call.updated", *call, world.now,
                 {{"call", call_json(*call, world.store)},
                  {"capabilities_by_role", capabilities_by_role(*call, world.store)}}));
  return call_answer(turn, *call, page_size_usual);
}

Reply delete_call(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const bool is_hard = in.flag("hard").value_or(false);
  if (in.failure()) return *in.failure();
  World& world = turn.world;
  finish_all(world, *call, turn.outcome);
  call->updated_at = world.now;
  Json answer{{"call", call_json(*call, world.store)}};
  if (is_hard) answer["task_id"] = world.random.uuid();
  turn.outcome.events.push_back(
      call_event("call.deleted", *call, world.now, {{"call", answer["call"]}}));
  turn.outcome.deleted_calls.push_back(call->cid());
  world.store.calls.erase(std::string(turn.cid()));
  return answer;
}

Reply end_call(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  World& world = turn.world;
  if (call->ended_at) return Json::object();
  finish_all(world, *call, turn.outcome);
  call->ended_at = call->updated_at = world.now;
  Json fields{{"call", call_json(*call, world.store)},
              {"members", members_json(*call, world.store, page_size_max)},
              {"reason", "ended_by_user"}};
  if (const User* user = world.store.user(turn.caller.user_id)) fields["user"] = user_json(*user);
  turn.outcome.events.push_back(call_event("call.ended", *call, world.now, std::move(fields)));
  return Json::object();
}

}  // namespace streamctl::emulator
