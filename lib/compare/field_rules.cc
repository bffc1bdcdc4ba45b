#include "compare/field_rules.h"

#include <algorithm>
#include <array>

namespace streamctl::compare {
namespace {

/// In UserResponse of the server-side specification and not in the client-side one (GetStream/
/// protocol, OpenAPI v236.0.4).
constexpr std::array<std::string_view, 7> user_fields_of_servers{
    "ban_expires",      "bypass_moderation",  "devices",      "invisible",
    "privacy_settings", "push_notifications", "shadow_banned"};

/// Of "call.members[].user.invisible", "invisible".
std::string_view last_of(std::string_view path) {
  return path.substr(path.find_last_of('.') + 1);
}

}  // namespace

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::time:
      return "time";
    case Reason::absence:
      return "null";
    case Reason::server:
      return "server_only";
    case Reason::delivery:
      return "delivery";
    case Reason::none:
      break;
  }
  return "";
}

std::string_view words_of(Reason reason) {
  switch (reason) {
    case Reason::time:
      return "one time, written in two ways";
    case Reason::absence:
      return "null and absent mean the same";
    case Reason::server:
      return "for servers only";
    case Reason::delivery:
      return "about the delivery";
    case Reason::none:
      break;
  }
  return "";
}

Reason reason_to_miss(std::string_view path, Side has) {
  if (path == "received_at") return Reason::delivery;
  if (has == Side::websocket) return Reason::none;
  // Seen in webhooks of Stream, and in no specification.
  if (path == "request_info") return Reason::delivery;
  const std::string_view field = last_of(path);
  const bool is_within = field.size() < path.size();
  if (is_within && std::find(user_fields_of_servers.begin(), user_fields_of_servers.end(), field) !=
                       user_fields_of_servers.end())
    return Reason::server;
  const bool is_setting = path.find("settings.") != std::string_view::npos;
  return is_setting && field == "layout" ? Reason::server : Reason::none;
}

bool goes_to_members(std::string_view type) {
  return type == "call.ring" || type == "call.missed" || type == "call.notification";
}

}  // namespace streamctl::compare
