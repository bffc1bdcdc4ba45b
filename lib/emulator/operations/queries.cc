// Finding calls, members, participants and users.
#include <algorithm>
#include <array>
#include <utility>

#include "core/json_path.h"
#include "emulator/limits.h"
#include "emulator/operations/call_answer.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/page.h"
#include "emulator/operations/views.h"

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

/// The fields of one item: those of `custom` where they stand, others made by `make`.
template <class Make>
FieldOf fields_of(const Json& custom, Make make) {
  return [&custom, make](std::string_view field, Json& made) -> const Json& {
    if (is_custom(field)) return custom_value(custom, field);
    return made = make(field);
  };
}

Failure too_much_work(std::size_t count) {
  return bad_input("the query takes too much work: its conditions and sort fields, for each of " +
                   std::to_string(count) + " and weighed by their size, come to more than " +
                   std::to_string(query_work_max) +
                   " units; use fewer conditions, or fewer or shorter values");
}

/// The items that match, as one page. `in` has read `request`; `field_of` the fields of one.
std::variant<Page, Failure> find(Reader& in, const PageRequest& request, const IsField& is_field,
                                 std::size_t count,
                                 const std::function<FieldOf(std::size_t)>& field_of) {
  const Json* conditions = in.object("filter_conditions");
  if (in.failure()) return *in.failure();
  const auto filter = parse_filter(conditions == nullptr ? Json() : *conditions, is_field);
  if (!filter) return bad_input(filter.error().what);
  Work work;
  std::vector<std::size_t> matching;
  for (std::size_t i = 0; i < count && !work.is_spent(); ++i) {
    if (matches(*filter, field_of(i), work)) matching.push_back(i);
  }
  Page page = make_page(request, std::move(matching), field_of, work);
  if (work.is_spent()) return too_much_work(count);
  return page;
}

}  // namespace

Reply query_calls(Turn& turn) {
  static const IsField is_field = fields_and_custom(call_fields);
  Reader in(turn.body);
  PageRequest request = read_page(in, is_field);
  const bool watches = in.flag("watch").value_or(false);
  if (request.sort.empty()) request.sort.push_back({"created_at", true});
  std::vector<const Call*> calls;
  for (const auto& [cid, call] : turn.world.store.calls) {
    if (turn.allows(cid)) calls.push_back(&call);
  }
  const auto found = find(in, request, is_field, calls.size(), [&](std::size_t index) {
    return fields_of(calls[index]->custom, [call = calls[index]](std::string_view field) {
      return call_field(*call, field);
    });
  });
  if (const auto* fault = std::get_if<Failure>(&found)) return *fault;
  const Page& page = std::get<Page>(found);
  Json answer{{"calls", Json::array()}};
  Work room(answer_work_max);
  for (const std::size_t index : page.items) {
    answer["calls"].push_back(call_answer(turn, *calls[index], page_size_usual));
    if (!room.spend(weight_of(answer["calls"].back())))
      return bad_input("the answer is too large: ask for fewer than " +
                       std::to_string(page.items.size()) + " calls at a time (limit)");
    if (watches) turn.watch(calls[index]->cid());
  }
  add_cursors(answer, page);
  return answer;
}

Reply query_call_members(Turn& turn) {
  static const IsField is_field = fields_and_custom(member_fields);
  Reader in(turn.body);
  const auto type = in.id("type");
  const auto id = in.id("id");
  const PageRequest request = read_page(in, is_field);
  if (in.failure()) return *in.failure();
  if (!type || !id) return bad_input("type and id are required");
  Turn within{turn.world,  turn.caller, Parameters{{"type", *type}, {"id", *id}},
              turn.target, turn.body,   turn.outcome};
  const auto call = within.call();
  if (!call) return call.failure();
  const Store& store = turn.world.store;
  const auto found = find(in, request, is_field, call->members.size(), [&](std::size_t index) {
    const Member& member = call->members[index];
    return fields_of(member.custom, [&store, &member](std::string_view field) {
      return member_field(member, store, field);
    });
  });
  if (const auto* fault = std::get_if<Failure>(&found)) return *fault;
  const Page& page = std::get<Page>(found);
  Json answer{{"members", Json::array()}};
  for (const std::size_t index : page.items)
    answer["members"].push_back(member_json(call->members[index], store));
  add_cursors(answer, page);
  return answer;
}

Reply query_users(Turn& turn) {
  static const IsField is_field = fields_and_custom(user_fields);
  const std::string text = turn.target.parameter("payload");
  const auto payload = parse_json(text.empty() ? "{}" : text, Digits::kept);
  if (!payload) return bad_input("cannot read payload: " + payload.error().what);
  Reader in(*payload);
  PageRequest request = read_page(in, is_field);
  request.offset =
      static_cast<std::size_t>(in.number("offset", 0, std::int64_t{users_max}).value_or(0));
  std::vector<const User*> users;
  for (const auto& [id, user] : turn.world.store.users)
    users.push_back(&user);
  const auto found = find(in, request, is_field, users.size(), [&](std::size_t index) {
    return fields_of(users[index]->custom, [user = users[index]](std::string_view field) {
      return user_field(*user, field);
    });
  });
  if (const auto* fault = std::get_if<Failure>(&found)) return *fault;
  Json answer{{"users", Json::array()}};
  for (const std::size_t index : std::get<Page>(found).items)
    answer["users"].push_back(full_user_json(*users[index]));
  return answer;
}

Reply query_call_participants(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Json answer = call_answer(turn, *call, page_size_usual);
  answer["participants"] = Json::array();
  if (call->session) {
    for (const Participant& one : call->session->participants)
      answer["participants"].push_back(participant_json(one, turn.world.store));
  }
  answer["total_participants"] = answer["participants"].size();
  return answer;
}

}  // namespace streamctl::emulator
