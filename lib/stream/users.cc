#include "stream/users.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/text.h"

namespace streamctl::stream {
namespace {

constexpr const char* users_path = "/users";
/// Ids per request: they are in its URL.
constexpr std::size_t ids_per_query = 20;
/// Users per write; the API's maximum.
constexpr std::size_t users_per_write = 100;

std::vector<std::string> part_of(const std::vector<std::string>& all, std::size_t begin,
                                 std::size_t count_max) {
  const auto from = all.begin() + static_cast<std::ptrdiff_t>(begin);
  const std::size_t count = std::min(count_max, all.size() - begin);
  return {from, from + static_cast<std::ptrdiff_t>(count)};
}

Operation query_users(const std::vector<std::string>& ids) {
  const Json payload{{"filter_conditions", {{"id", {{"$in", ids}}}}},
                     {"include_deactivated_users", true},
                     {"limit", ids.size()}};
  Operation made;
  made.path = users_path;
  made.query.emplace_back("payload", json_line(payload));
  return made;
}

Result<std::vector<Json>> find_users(const std::vector<std::string>& ids, Client& client,
                                     const std::stop_token& stop) {
  const auto answer = client.call(query_users(ids), stop);
  if (!answer) return Error(answer.error()).in("cannot look up the users");
  const auto users = answer->body.find("users");
  if (users == answer->body.end() || !users->is_array())
    return refused_error("the API's answer has no list of users", "is --base-url right?");
  return std::vector<Json>(users->begin(), users->end());
}

/// The user `id` in the answer of an operation on users.
Result<Json> user_in(const Result<Answer>& answer, const std::string& id, const char* doing) {
  if (!answer) return Error(answer.error()).in(std::string(doing) + " " + printable(id));
  const auto users = answer->body.find("users");
  if (users != answer->body.end() && users->is_object() && users->value(id, Json()).is_object())
    return (*users)[id];
  return refused_error("the API's answer has no user " + printable(id), "is --base-url right?");
}

Operation write_users(const std::vector<Json>& users) {
  Json body{{"users", Json::object()}};
  for (const Json& user : users)
    body["users"][text_at(user, "id")] = user;
  return operation("POST", users_path, body);
}

}  // namespace

Result<std::optional<Json>> find_user(const std::string& id, Client& client,
                                      const std::stop_token& stop) {
  auto found = find_users({id}, client, stop);
  if (!found) return std::move(found).error();
  for (Json& user : *found) {
    if (text_at(user, "id") == id) return std::optional<Json>(std::move(user));
  }
  return std::optional<Json>();
}

Result<std::vector<std::string>> create_missing_users(std::vector<std::string> ids, Client& client,
                                                      const std::stop_token& stop) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<std::string> missing;
  for (std::size_t begin = 0; begin < ids.size(); begin += ids_per_query) {
    auto some = part_of(ids, begin, ids_per_query);
    const auto found = find_users(some, client, stop);
    if (!found) return found.error();
    for (const Json& user : *found)
      std::erase(some, text_at(user, "id"));
    missing.insert(missing.end(), some.begin(), some.end());
  }
  for (std::size_t begin = 0; begin < missing.size(); begin += users_per_write) {
    std::vector<Json> users;
    for (const std::string& id : part_of(missing, begin, users_per_write))
      users.push_back({{"id", id}});
    auto answer = client.call(write_users(users), stop);
    if (!answer) return std::move(answer).error().in("cannot create the users");
  }
  return missing;
}

Result<Json> create_user(const Json& fields, Client& client, const std::stop_token& stop) {
  return user_in(client.call(write_users({fields}), stop), text_at(fields, "id"),
                 "cannot create the user");
}

Result<Json> update_user(const std::string& id, const Json& fields, Client& client,
                         const std::stop_token& stop) {
  Json set = Json::object();
  for (const auto& [key, value] : fields.items()) {
    if (key == "id") continue;
    if (key != "custom" || !value.is_object()) {
      set[key] = value;
      continue;
    }
    for (const auto& [name, one] : value.items())
      set["custom." + name] = one;
  }
  const Json change{{"id", id}, {"set", std::move(set)}};
  const Json body{{"users", Json::array({change})}};
  return user_in(client.call(operation("PATCH", users_path, body), stop), id,
                 "cannot change the user");
}

}  // namespace streamctl::stream
