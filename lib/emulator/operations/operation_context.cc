#include "emulator/operations/operation_context.h"

#include <algorithm>

#include "core/text.h"
#include "emulator/operations/users.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

std::string OperationContext::cid() const {
  return path.at("type") + ":" + path.at("id");
}

bool OperationContext::allows(const std::string& call_cid) const {
  return caller.call_cids.empty() || std::find(caller.call_cids.begin(), caller.call_cids.end(),
                                               call_cid) != caller.call_cids.end();
}

Result<Call&, Failure> OperationContext::call() const {
  if (!allows(cid())) return not_allowed("the token is not for call " + printable(cid()));
  Call* found = state.store.call(cid());
  if (found == nullptr) return does_not_exist("call " + printable(cid()) + " does not exist");
  if (std::find(found->blocked.begin(), found->blocked.end(), caller.user_id) !=
      found->blocked.end())
    return not_allowed("user '" + printable(caller.user_id) + "' is blocked from this call");
  return *found;
}

Result<User&, Failure> OperationContext::user(const std::string& id) const {
  User* found = state.store.user(id);
  if (found == nullptr) return does_not_exist("user '" + printable(id) + "' does not exist");
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

void OperationContext::watch(const std::string& call_cid) const {
  if (is_user() && !target.parameter("connection_id").empty())
    outcome.watched_calls.push_back(call_cid);
}

}  // namespace streamctl::emulator
