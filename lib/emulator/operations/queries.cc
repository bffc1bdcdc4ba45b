// Queries for calls, members, participants and users.
#include <algorithm>
#include <utility>

#include "core/json_path.h"
#include "emulator/limits.h"
#include "emulator/operations/call_answer.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/pagination.h"
#include "emulator/operations/views.h"
#include "emulator/specification/specification.h"

namespace streamctl::emulator {

namespace {

constexpr std::string_view custom_prefix = "custom.";

bool is_custom(std::string_view field) {
  return field.starts_with(custom_prefix);
}

const Json& custom_value(const Json& custom, std::string_view field) {
  static const Json none;
  const Json* found = find_path(custom, field.substr(custom_prefix.size()));
  return found == nullptr ? none : *found;
}

Json optional_text(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json call_field(const Call& call, std::string_view field) {
  if (field == "id") return call.id;
  if (field == "cid") return call.cid();
  if (field == "type") return call.type;
  if (field == "team") return optional_text(call.team);
  if (field == "parent_call_cid") return {};
  if (field == "created_by_user_id") return call.created_by;
  if (field == "created_at") return time_text(call.created_at);
  if (field == "updated_at") return time_text(call.updated_at);
  if (field == "ended_at") return optional_time(call.ended_at);
  if (field == "starts_at") return optional_time(call.starts_at);
  if (field == "backstage") return call.backstage;
  if (field == "ongoing") return call.session && call.session->is_live();
  Json ids = Json::array();
  for (const Member& member : call.members)
    ids.push_back(member.user_id);
  return ids;
}

Json member_field(const Call& call, const Member& member, std::string_view field) {
  if (field == "user_id") return member.user_id;
  if (field == "role") return member.role;
  if (field == "call_cid") return call.cid();
  return time_text(field == "created_at" ? member.created_at : member.updated_at);
}

Json user_field(const User& user, std::string_view field) {
  if (field == "id") return user.id;
  if (field == "name") return optional_text(user.name);
  if (field == "role") return user.role;
  if (field == "language") return optional_text(user.language);
  if (field == "teams") return user.teams.empty() ? Json() : Json(user.teams);
  if (field == "created_at") return time_text(user.created_at);
  if (field == "updated_at") return time_text(user.updated_at);
  if (field == "last_active") return optional_time(user.last_active);
  if (field == "online") return is_online(user);
  if (field == "deactivated_at") return optional_time(user.deactivated_at);
  if (field == "banned" || field == "shadow_banned" || field == "bypass_moderation") return false;
  // Clients of users name custom fields without the prefix too, "username" and "email" among them.
  const Json* custom = find_path(user.custom, field);
  return custom == nullptr ? Json() : *custom;
}

/// The fields of one item: those below `custom` by reference, others computed by `make`.
template <class Make>
FieldOf fields_of(const Json& custom, Make make) {
  return [&custom, make](std::string_view field, Json& made) -> const Json& {
    if (is_custom(field)) return custom_value(custom, field);
    return made = make(field);
  };
}

}  // namespace

Reply query_calls(OperationContext& context) {
  auto request = read_page(context.body);
  if (!request) return std::move(request).error();
  if (request->sort.empty()) request->sort.push_back({"created_at", true});
  if (context.is_user()) {
    if (auto user = context.actor(); !user) return user.error();
  }
  std::vector<const Call*> calls;
  for (const auto& [cid, call] : context.state.store.calls) {
    if (context.may_see(call)) calls.push_back(&call);
  }
  const auto page = find_page(context.body, *request, filter_fields("QueryCallsRequest"),
                              calls.size(), [&](std::size_t index) {
                                return fields_of(calls[index]->custom,
                                                 [call = calls[index]](std::string_view field) {
                                                   return call_field(*call, field);
                                                 });
                              });
  if (!page) return page.error();
  Json answer{{"calls", Json::array()}};
  QueryBudget size(answer_units_max);
  for (const std::size_t index : page->items) {
    answer["calls"].push_back(call_answer(context, *calls[index], page_size_default));
    if (!size.spend(weight_of(answer["calls"].back())))
      return bad_input("the answer is too large: ask for fewer than " +
                       std::to_string(page->items.size()) + " calls at a time (limit)");
    if (context.flag("watch")) context.watch(calls[index]->cid());
  }
  add_cursors(answer, *page);
  return answer;
}

Reply query_call_members(OperationContext& context) {
  const auto request = read_page(context.body);
  if (!request) return request.error();
  OperationContext within{context.state,
                          context.caller,
                          Parameters{{"type", context.text("type")}, {"id", context.text("id")}},
                          context.target,
                          context.body,
                          context.outcome,
                          context.operation};
  const auto call = within.call();
  if (!call) return call.error();
  const auto& members = call->members;
  const auto page =
      find_page(context.body, *request, filter_fields("QueryCallMembersRequest"), members.size(),
                [&](std::size_t index) {
                  const Member& member = members[index];
                  return fields_of(member.custom, [&call, &member](std::string_view field) {
                    return member_field(*call, member, field);
                  });
                });
  if (!page) return page.error();
  Json answer{{"members", Json::array()}};
  for (const std::size_t index : page->items)
    answer["members"].push_back(member_json(members[index], context.state.store));
  add_cursors(answer, *page);
  return answer;
}

Reply query_users(OperationContext& context) {
  const Json payload = context.query("payload");
  if (payload.is_null()) return bad_input("invalid json data");  // In Stream's words.
  auto request = read_page(payload);
  if (!request) return std::move(request).error();
  const Json offset = payload.is_object() ? payload.value("offset", Json()) : Json();
  if (offset.is_number_integer()) request->offset = offset.get<std::size_t>();
  std::vector<const User*> users;
  const auto asks_for = [&](const char* name) {
    return payload.is_object() && payload.value(name, Json()) == true;
  };
  for (const auto& [id, user] : context.state.store.users) {
    if (user.deleted_at || (user.deactivated_at && !asks_for("include_deactivated_users")))
      continue;
    users.push_back(&user);
  }
  const auto page = find_page(
      payload, *request, filter_fields("QueryUsersPayload"), users.size(), [&](std::size_t index) {
        return fields_of(users[index]->custom, [user = users[index]](std::string_view field) {
          return user_field(*user, field);
        });
      });
  if (!page) return page.error();
  Json answer{{"users", Json::array()}};
  for (const std::size_t index : page->items) {
    answer["users"].push_back(full_user_json(*users[index]));
    if (asks_for("presence"))
      context.state.watchers.follow(context.target.parameter("connection_id"), users[index]->id);
  }
  return answer;
}

Reply query_call_participants(OperationContext& context, Call& call) {
  Json answer = call_answer(context, call, page_size_default);
  answer["participants"] = Json::array();
  const std::vector<Participant> none;
  const auto& participants = call.session ? call.session->participants : none;
  const Json limit = context.query("limit");
  PageRequest request;
  request.limit = static_cast<std::size_t>(
      limit.is_null() ? page_size_max : std::max<std::int64_t>(0, limit.get<std::int64_t>()));
  const auto page =
      find_page(context.body, request, filter_fields("QueryCallParticipantsRequest"),
                participants.size(), [&](std::size_t index) {
                  return FieldOf([&one = participants[index]](std::string_view field,
                                                              Json& made) -> const Json& {
                    // Nobody publishes a track: there is no media.
                    return made = field == "user_id" ? Json(one.user_id) : Json::array();
                  });
                });
  if (!page) return page.error();
  for (const std::size_t index : page->items)
    answer["participants"].push_back(participant_json(participants[index], context.state.store));
  answer["total_participants"] = participants.size();
  return answer;
}

}  // namespace streamctl::emulator
