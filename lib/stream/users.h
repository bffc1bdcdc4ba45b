// Users through the server API.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/result.h"
#include "stream/client.h"

namespace streamctl::stream {

/// The user `id` as the API describes it, or nothing if there is none.
Result<std::optional<Json>> find_user(const std::string& id, Client& client,
                                      const std::stop_token& stop);

/// Creates those of `ids` that do not exist, and returns them. Existing users stay as they are:
/// creating one again would remove its name and custom data.
Result<std::vector<std::string>> create_missing_users(std::vector<std::string> ids, Client& client,
                                                      const std::stop_token& stop);

/// Creates a user with `fields`, an object with a string `id`; returns the user. It must not exist.
Result<Json> create_user(const Json& fields, Client& client, const std::stop_token& stop);

/// Sets `fields` of an existing user and keeps its other fields; returns the user. Fields of
/// `custom` are set one by one.
Result<Json> update_user(const std::string& id, const Json& fields, Client& client,
                         const std::stop_token& stop);

}  // namespace streamctl::stream
