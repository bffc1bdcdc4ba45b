// Deactivates, reactivates, deletes, restores and exports users; and lets users block each other.
#include <set>
#include <string>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/tasks.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

/// Records of users who are deleted for good, while something needs them.
constexpr const char* erased_users = "erased_users";

/// The user whom the path names, even a deactivated one.
Result<User&, Failure> user_of_path(const OperationContext& context) {
  return context.user(context.path.at("user_id"));
}

/// The users of `user_ids`, each once; none if one does not exist.
Result<std::vector<User*>, Failure> listed_users(const OperationContext& context, bool deleted) {
  std::vector<User*> users;
  const auto ids = context.texts("user_ids");
  for (const std::string& id : std::set<std::string>(ids.begin(), ids.end())) {
    User* user = context.state.store.user(id);
    if (user != nullptr && deleted && !user->deleted_at)
      return bad_input("user \"" + printable(id) + "\" is not deleted, it can't be restored");
    const bool is_erased = context.state.store.records.find(erased_users, id) != nullptr;
    if (user == nullptr || is_erased || user->deleted_at.has_value() != deleted)
      return does_not_exist("the user " + printable(id) + " does not exist");
    users.push_back(user);
  }
  return users;
}

/// The fields of user.deactivated and user.reactivated.
Json life_fields(const OperationContext& context, const User& user) {
  Json fields{{"user", common_user_json(user)}, {"custom", Json::object()}};
  if (const User* by = context.state.store.user(context.text("created_by_id")))
    fields["created_by"] = common_user_json(*by);
  return fields;
}

/// A server may name somebody as the one who does it.
Result<void, Failure> check_creator(const OperationContext& context) {
  const std::string id = context.text("created_by_id");
  if (id.empty()) return {};
  const auto user = context.user(id);
  if (!user) return user.error();
  return {};
}

Result<void, Failure> deactivate(OperationContext& context, User& user) {
  if (user.deactivated_at)
    return bad_input("user '" + printable(user.id) + "' is already deactivated");
  user.deactivated_at = user.updated_at = context.state.now;
  context.outcome.changes_access = true;
  context.outcome.events.push_back(
      user_event("user.deactivated", user, context.state.now, life_fields(context, user)));
  return {};
}

Result<void, Failure> reactivate(OperationContext& context, User& user) {
  if (!user.deactivated_at)
    return bad_input("user '" + printable(user.id) + "' is not deactivated");
  user.deactivated_at.reset();
  user.updated_at = context.state.now;
  if (const std::string name = context.text("name"); !name.empty()) user.name = name;
  context.outcome.events.push_back(
      user_event("user.reactivated", user, context.state.now, life_fields(context, user)));
  return {};
}

using LifeChange = Result<void, Failure> (*)(OperationContext&, User&);

Reply change_named(OperationContext& context, LifeChange change) {
  const auto user = user_of_path(context);
  if (!user) return user.error();
  if (auto known = check_creator(context); !known) return std::move(known).error();
  if (auto done = change(context, *user); !done) return std::move(done).error();
  return Json{{"user", user_json(*user)}};
}

/// As tasks do, users who are in that state already are skipped.
Reply change_listed(OperationContext& context, LifeChange change) {
  const auto users = listed_users(context, false);
  if (!users) return users.error();
  if (auto known = check_creator(context); !known) return std::move(known).error();
  for (User* user : *users)
    (void)change(context, *user).ok();
  return Json{{"task_id", complete_task(context.state, Json::object())}};
}

/// Whether a call, which then needs the user, would be left without it.
bool is_used(const Store& store, const std::string& id) {
  for (const auto& [cid, call] : store.calls) {
    if (call.created_by == id || call.member(id) != nullptr) return true;
    if (!call.session) continue;
    for (const Participant& one : call.session->participants) {
      if (one.user_id == id) return true;
    }
  }
  return false;
}

/// Forgets what is known of a deleted user.
void prune_user(const State& state, User& user) {
  const std::string id = user.id;
  const int connections = user.connections;
  const WallTime created_at = user.created_at;
  user = User{};
  user.id = id;
  user.connections = connections;
  user.created_at = created_at;
  user.updated_at = state.now;
  user.deleted_at = state.now;
}

/// A hard deletion forgets the user itself if no call names it, and no socket is still to close.
void erase_user(State& state, User& user) {
  const std::string id = user.id;
  if (!is_used(state.store, id) && user.connections == 0) {
    state.store.users.erase(id);
    return;
  }
  prune_user(state, user);
  state.store.records.put_latest(erased_users, id, {{"created_at", time_text(state.now)}});
}

/// What becomes of the calls of a user who is deleted: `calls` deletes those of two members, and
/// `new_call_owner_id` owns the others.
void leave_calls(OperationContext& context, const User& user) {
  const bool deletes = !context.text("calls").empty();
  const std::string owner = context.text("new_call_owner_id");
  std::vector<std::string> gone;
  for (auto& [cid, call] : context.state.store.calls) {
    if (deletes && call.members.size() == 2 && call.member(user.id) != nullptr)
      gone.push_back(cid);
    else if (!owner.empty() && call.created_by == user.id)
      call.created_by = owner;
  }
  for (const std::string& cid : gone)
    erase_call(context.state, *context.state.store.call(cid), context.outcome);
}

Json blocked_json(const State& state, const User& by, const std::string& id, WallTime since) {
  return {{"user_id", by.id},
          {"blocked_user_id", id},
          {"created_at", time_text(since)},
          {"user", user_json(by)},
          {"blocked_user", user_json(*state.store.user(id))}};
}

}  // namespace

Reply deactivate_user(OperationContext& context) {
  return change_named(context, deactivate);
}

Reply reactivate_user(OperationContext& context) {
  return change_named(context, reactivate);
}

Reply deactivate_users(OperationContext& context) {
  return change_listed(context, deactivate);
}

Reply reactivate_users(OperationContext& context) {
  return change_listed(context, reactivate);
}

Reply delete_users(OperationContext& context) {
  const auto users = listed_users(context, false);
  if (!users) return users.error();
  if (const std::string owner = context.text("new_call_owner_id"); !owner.empty()) {
    if (const auto known = context.user(owner); !known) return known.error();
  }
  State& state = context.state;
  const auto word = [&](const char* name) {
    const std::string given = context.text(name);
    return given.empty() ? "soft" : given;
  };
  const bool is_hard = context.text("user") == "hard";
  Json result = Json::object();
  for (User* user : *users) {
    result[user->id] = {{"status", "ok"}};
    leave_calls(context, *user);
    user->deleted_at = user->updated_at = state.now;
    context.outcome.events.push_back(user_event("user.deleted", *user, state.now,
                                                {{"user", common_user_json(*user)},
                                                 {"custom", Json::object()},
                                                 {"delete_user", word("user")},
                                                 {"delete_messages", word("messages")},
                                                 {"delete_conversation", word("conversations")},
                                                 {"delete_conversation_channels", false},
                                                 {"hard_delete", is_hard},
                                                 {"mark_messages_deleted", false}}));
  }
  for (User* user : *users) {
    if (is_hard)
      erase_user(state, *user);
    else if (context.text("user") == "pruning")
      prune_user(state, *user);
  }
  state.store.memory.set_freed();
  context.outcome.changes_access = true;
  return Json{{"task_id", complete_task(state, std::move(result))}};
}

Reply restore_users(OperationContext& context) {
  const auto users = listed_users(context, true);
  if (!users) return users.error();
  for (User* user : *users) {
    user->deleted_at.reset();
    user->updated_at = context.state.now;
  }
  return Json::object();
}

Reply export_user(OperationContext& context) {
  const auto user = user_of_path(context);
  if (!user) return user.error();
  return Json{
      {"user", user_json(*user)}, {"messages", Json::array()}, {"reactions", Json::array()}};
}

Reply export_users(OperationContext& context) {
  const auto users = listed_users(context, false);
  if (!users) return users.error();
  State& state = context.state;
  const std::string url = "https://exports.invalid/" + state.random.uuid() + ".jsonl";
  const std::string id = complete_task(state, {{"url", url}});
  const std::string now = time_text(state.now);
  Event event;
  event.type = "export.users.success";
  event.reach = Reach::users;
  event.body = {{"type", event.type}, {"created_at", now},  {"custom", Json::object()},
                {"started_at", now},  {"finished_at", now}, {"task_id", id},
                {"url", url}};
  context.outcome.events.push_back(std::move(event));
  return Json{{"task_id", id}};
}

Reply block_users(OperationContext& context) {
  const auto by = context.actor();
  if (!by) return by.error();
  const std::string id = context.text("blocked_user_id");
  const auto blocked = context.user(id);
  if (!blocked) return blocked.error();
  if (id == by->id) return bad_input("a user cannot block itself");
  if (by->blocked.size() >= blocked_users_max)
    return bad_input("a user blocks at most " + std::to_string(blocked_users_max) + " others");
  by->blocked.emplace(id, context.state.now);
  return Json{{"blocked_by_user_id", by->id},
              {"blocked_user_id", id},
              {"created_at", time_text(by->blocked.at(id))}};
}

Reply unblock_users(OperationContext& context) {
  const auto by = context.actor();
  if (!by) return by.error();
  const std::string id = context.text("blocked_user_id");
  const auto blocked = context.user(id);
  if (!blocked) return blocked.error();
  by->blocked.erase(id);
  return Json::object();
}

Reply get_blocked_users(OperationContext& context) {
  const std::string id = context.is_server() ? context.target.parameter("user_id") : "";
  const auto by = context.is_server() ? context.user(id) : context.actor();
  if (!by) return by.error();
  Json blocks = Json::array();
  for (const auto& [blocked, since] : by->blocked) {
    if (context.state.store.user(blocked) != nullptr)
      blocks.push_back(blocked_json(context.state, *by, blocked, since));
  }
  return Json{{"blocks", std::move(blocks)}};
}

}  // namespace streamctl::emulator
