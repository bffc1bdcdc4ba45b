#include "emulator/operations/operation_context.h"

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "emulator/operations/capabilities.h"
#include "emulator/operations/users.h"
#include "emulator/specification/request_check.h"
#include "emulator/specification/specification.h"
#include "emulator/state/call_permissions.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

std::string OperationContext::cid() const {
  return path.at("type") + ":" + path.at("id");
}

bool OperationContext::allows(const std::string& call_cid) const {
  return caller.call_cids.empty() || std::find(caller.call_cids.begin(), caller.call_cids.end(),
                                               call_cid) != caller.call_cids.end();
}

namespace {

bool is_blocked(const Call& call, const Caller& caller) {
  return std::find(call.blocked.begin(), call.blocked.end(), caller.user_id) != call.blocked.end();
}

}  // namespace

bool OperationContext::may_see(const Call& call) const {
  if (!allows(call.cid()) || is_blocked(call, caller)) return false;
  if (is_server() || state.app.skips_permission_checks()) return true;
  const Actor actor{state.store.user(caller.user_id), caller.role};
  return is_permitted(state.store, call.type, &call, actor, "read-call");
}

Result<Call&, Failure> OperationContext::call() const {
  if (!allows(cid())) return not_allowed("the token is not for call " + printable(cid()));
  if (auto known = check_call_type(); !known) return std::move(known).error();
  Call* found = state.store.call(cid());
  if (found == nullptr) return does_not_exist("Can't find call with id " + printable(cid()));
  if (is_blocked(*found, caller))
    return not_allowed("User '" + printable(caller.user_id) + "' is blocked from the call");
  const Operation* known = find_operation(operation);
  if (known != nullptr && !known->permission.empty()) {
    if (auto may = require(known->permission, found); !may) return std::move(may).error();
  }
  return *found;
}

namespace {

/// "role 'user'", or "roles ['user', 'host']".
std::string words_of(const std::vector<std::string>& roles) {
  if (roles.size() == 1) return "role '" + printable(roles.front()) + "'";
  std::string words;
  for (const std::string& role : roles)
    words += (words.empty() ? "'" : ", '") + printable(role) + "'";
  return "roles [" + words + "]";
}

}  // namespace

Result<void, Failure> OperationContext::require(std::string_view permission,
                                                const Call* call) const {
  if (is_server() || state.app.skips_permission_checks()) return {};
  const Actor actor{state.store.user(caller.user_id), caller.role};
  if (is_user() && actor.user == nullptr) return user(caller.user_id).error();
  const std::string& type = path.at("type");
  if (is_permitted(state.store, type, call, actor, permission)) return {};
  const std::string id = is_user() ? printable(caller.user_id) : "!anon";
  return not_allowed("User '" + id + "' with " + words_of(roles_of(actor, call)) +
                     " is not allowed to perform action " + action_of(permission) +
                     " in scope 'video:" + printable(type) + "'");
}

Result<void, Failure> OperationContext::check_call_type() const {
  const std::string& type = path.at("type");
  if (state.store.call_types.contains(type)) return {};
  return does_not_exist(printable(type) + ": call type does not exist");
}

Result<User&, Failure> OperationContext::user(const std::string& id) const {
  if (id.empty()) return bad_input("user_id is a required field");
  User* found = state.store.user(id);
  if (found == nullptr || found->deleted_at)
    return does_not_exist("the user " + printable(id) + " does not exist");
  return *found;
}

Result<User&, Failure> OperationContext::actor(const char* id_field,
                                               const char* object_field) const {
  if (is_user()) return user(caller.user_id);
  if (!is_server()) return authentication_failed("this needs a user's token");
  FieldReader in(body);
  const auto id = in.id(id_field);
  const Json* object = in.object(object_field);
  if (!in.ok()) return in.error();
  if (object != nullptr) return upsert_user(state, *object);
  if (id) return user(*id);
  return bad_input(std::string("either ") + id_field + " or " + object_field +
                   " must be provided when using server side auth");
}

bool OperationContext::flag(const char* name) const {
  const Json& found = value(name);
  return found.is_boolean() && found.get<bool>();
}

std::vector<std::string> OperationContext::texts(const char* name) const {
  const Json& found = value(name);
  return found.is_array() ? found.get<std::vector<std::string>>() : std::vector<std::string>();
}

const Json& OperationContext::value(const char* name) const {
  static const Json none;
  if (!body.is_object()) return none;
  const auto found = body.find(name);
  return found == body.end() ? none : *found;
}

Json OperationContext::query(const char* name) const {
  return query_value(operation, name, target.parameter(name));
}

Result<void, Failure> OperationContext::keep(const char* kind, const std::string& id,
                                             Json record) const {
  if (auto good = state.store.check_memory(); !good) return good;
  return state.store.records.put(kind, id, std::move(record));
}

void OperationContext::watch(const std::string& call_cid) const {
  if (is_user() && !target.parameter("connection_id").empty())
    outcome.watched_calls.push_back(call_cid);
}

}  // namespace streamctl::emulator
