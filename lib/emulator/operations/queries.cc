// Queries for calls, members, participants and users.
#include <algorithm>
#include <array>
#include <utility>

#include "core/json_path.h"
#include "emulator/limits.h"
#include "emulator/operations/call_answer.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/pagination.h"
#include "emulator/operations/views.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

constexpr std::string_view custom_prefix = "custom.";

bool is_custom(std::string_view field) {
  return field.starts_with(custom_prefix);
}

template <std::size_t N>
IsField fields_and_custom(const std::array<std::string_view, N>& names) {
  return [&names](std::string_view field) {
    return is_custom(field) || std::find(names.begin(), names.end(), field) != names.end();
  };
}

const Json& custom_value(const Json& custom, std::string_view field) {
  static const Json none;
  const Json* found = find_path(custom, field.substr(custom_prefix.size()));
  return found == nullptr ? none : *found;
}

Json optional_time(const std::optional<WallTime>& time) {
  return time ? Json(time_text(*time)) : Json();
}

Json optional_text(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

constexpr std::array<std::string_view, 14> call_fields{
    "id",         "cid",        "type",        "team",      "created_by_user_id",
    "created_at", "updated_at", "ended_at",    "starts_at", "backstage",
    "members",    "ongoing",    "channel_cid", "recording",
};

Json call_field(const Call& call, std::string_view field) {
  if (field == "id") return call.id;
  if (field == "cid") return call.cid();
  if (field == "type") return call.type;
  if (field == "team") return optional_text(call.team);
  if (field == "channel_cid") return optional_text(call.channel_cid);
  if (field == "created_by_user_id") return call.created_by;
  if (field == "created_at") return time_text(call.created_at);
  if (field == "updated_at") return time_text(call.updated_at);
  if (field == "ended_at") return optional_time(call.ended_at);
  if (field == "starts_at") return optional_time(call.starts_at);
  if (field == "backstage") return call.backstage;
  if (field == "recording") return !call.recordings.empty();
  if (field == "ongoing") return call.session && call.session->is_live();
  Json ids = Json::array();
  for (const Member& member : call.members)
    ids.push_back(member.user_id);
  return ids;
}

constexpr std::array<std::string_view, 6> member_fields{"user_id", "role",       "name",
                                                        "id",      "created_at", "updated_at"};

Json member_field(const Member& member, const Store& store, std::string_view field) {
  if (field == "user_id" || field == "id") return member.user_id;
  if (field == "role") return member.role;
  if (field == "name") return optional_text(store.user(member.user_id)->name);
  return time_text(field == "created_at" ? member.created_at : member.updated_at);
}

constexpr std::array<std::string_view, 10> user_fields{
    "id",         "name",       "role",        "language", "teams",
    "created_at", "updated_at", "last_active", "online",   "banned",
};

Json user_field(const User& user, std::string_view field) {
  if (field == "id") return user.id;
  if (field == "name") return optional_text(user.name);
  if (field == "role") return user.role;
  if (field == "language") return optional_text(user.language);
  if (field == "teams") return user.teams;
  if (field == "created_at") return time_text(user.created_at);
  if (field == "updated_at") return time_text(user.updated_at);
  if (field == "last_active") return optional_time(user.last_active);
  if (field == "online") return user.connections > 0;
  return false;
}

/// The fields of one item: those below `custom` by reference, others computed by `make`.
template <class Make>
FieldOf fields_of(const Json& custom, Make make) {
  return [&custom, make](std::string_view field, Json& made) -> const Json& {
    if (is_custom(field)) return custom_value(custom, field);
    return made = make(field);
  };
}

Failure query_too_costly(std::size_t count) {
  return bad_input("the query takes too much work: its conditions and sort fields, for each of " +
                   std::to_string(count) + " and weighed by their size, come to more than " +
                   std::to_string(query_units_max) +
                   " units; use fewer conditions, or fewer or shorter values");
}

/// The page of matching items. `request` has been read from `in`; `field_of(index)` returns the
/// fields of an item.
Result<Page, Failure> find(FieldReader& in, const PageRequest& request, const IsField& is_field,
                           std::size_t count, const std::function<FieldOf(std::size_t)>& field_of) {
  const Json* conditions = in.object("filter_conditions");
  if (!in.ok()) return in.error();
  const auto filter = parse_filter(conditions == nullptr ? Json() : *conditions, is_field);
  if (!filter) return bad_input(filter.error().what);
  QueryBudget budget;
  std::vector<std::size_t> matching;
  for (std::size_t i = 0; i < count && !budget.is_exhausted(); ++i) {
    if (matches(*filter, field_of(i), budget)) matching.push_back(i);
  }
  Page page = make_page(request, std::move(matching), field_of, budget);
  if (budget.is_exhausted()) return query_too_costly(count);
  return page;
}

}  // namespace

Reply query_calls(OperationContext& context) {
  static const IsField is_field = fields_and_custom(call_fields);
  FieldReader in(context.body);
  PageRequest request = read_page(in, is_field);
  const bool watches = in.flag("watch").value_or(false);
  if (request.sort.empty()) request.sort.push_back({"created_at", true});
  std::vector<const Call*> calls;
  for (const auto& [cid, call] : context.state.store.calls) {
    if (context.allows(cid)) calls.push_back(&call);
  }
  const auto page = find(in, request, is_field, calls.size(), [&](std::size_t index) {
    return fields_of(calls[index]->custom, [call = calls[index]](std::string_view field) {
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
    if (watches) context.watch(calls[index]->cid());
  }
  add_cursors(answer, *page);
  return answer;
}

Reply query_call_members(OperationContext& context) {
  static const IsField is_field = fields_and_custom(member_fields);
  FieldReader in(context.body);
  const auto type = in.id("type");
  const auto id = in.id("id");
  const PageRequest request = read_page(in, is_field);
  if (!in.ok()) return in.error();
  if (!type || !id) return bad_input("type and id are required");
  OperationContext within{context.state,  context.caller, Parameters{{"type", *type}, {"id", *id}},
                          context.target, context.body,   context.outcome};
  const auto call = within.call();
  if (!call) return call.error();
  const Store& store = context.state.store;
  const auto page = find(in, request, is_field, call->members.size(), [&](std::size_t index) {
    const Member& member = call->members[index];
    return fields_of(member.custom, [&store, &member](std::string_view field) {
      return member_field(member, store, field);
    });
  });
  if (!page) return page.error();
  Json answer{{"members", Json::array()}};
  for (const std::size_t index : page->items)
    answer["members"].push_back(member_json(call->members[index], store));
  add_cursors(answer, *page);
  return answer;
}

Reply query_users(OperationContext& context) {
  static const IsField is_field = fields_and_custom(user_fields);
  const std::string text = context.target.parameter("payload");
  const auto payload = parse_json(text.empty() ? "{}" : text, Digits::kept);
  if (!payload) return bad_input("cannot read payload: " + payload.error().what);
  FieldReader in(*payload);
  PageRequest request = read_page(in, is_field);
  request.offset =
      static_cast<std::size_t>(in.number("offset", 0, std::int64_t{users_max}).value_or(0));
  std::vector<const User*> users;
  for (const auto& [id, user] : context.state.store.users)
    users.push_back(&user);
  const auto page = find(in, request, is_field, users.size(), [&](std::size_t index) {
    return fields_of(users[index]->custom, [user = users[index]](std::string_view field) {
      return user_field(*user, field);
    });
  });
  if (!page) return page.error();
  Json answer{{"users", Json::array()}};
  for (const std::size_t index : page->items)
    answer["users"].push_back(full_user_json(*users[index]));
  return answer;
}

Reply query_call_participants(OperationContext& context) {
  const auto call = context.call();
  if (!call) return call.error();
  Json answer = call_answer(context, *call, page_size_default);
  answer["participants"] = Json::array();
  if (call->session) {
    for (const Participant& one : call->session->participants)
      answer["participants"].push_back(participant_json(one, context.state.store));
  }
  answer["total_participants"] = answer["participants"].size();
  return answer;
}

}  // namespace streamctl::emulator
