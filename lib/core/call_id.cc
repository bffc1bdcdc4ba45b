#include "core/call_id.h"

#include <algorithm>

#include "core/encoding.h"
#include "core/text.h"

namespace streamctl {
namespace {

constexpr std::size_t shown_bytes_max = 80;

/// Whether a part can be a segment of a path: servers resolve "." and ".." even when encoded.
bool is_segment(std::string_view part) {
  return !part.empty() && part != "." && part != "..";
}

bool is_part_character(char c) {
  return is_alphanumeric(c) || std::string_view("-_.!@").find(c) != std::string_view::npos;
}

/// Why Stream refuses `part`; empty if it does not.
std::string fault_of(std::string_view part) {
  if (part.size() > call_part_bytes_max)
    return "has " + std::to_string(part.size()) + " characters, and Stream takes at most " +
           std::to_string(call_part_bytes_max);
  const auto bad = std::find_if_not(part.begin(), part.end(), is_part_character);
  if (bad == part.end()) return "";
  const std::string_view rest = part.substr(static_cast<std::size_t>(bad - part.begin()));
  return "has " + (*bad == ' '
                       ? "a space"
                       : "'" + printable(rest.substr(0, first_code_point(rest).length)) + "'");
}

}  // namespace

bool is_valid_call_part(std::string_view part) {
  return !part.empty() && fault_of(part).empty();
}

Result<CallId> parse_valid_call_id(std::string_view cid) {
  auto call = parse_call_id(cid);
  if (!call) return call;
  const bool is_type = !is_valid_call_part(call->type);
  const std::string fault = fault_of(is_type ? call->type : call->id);
  if (fault.empty()) return call;
  return usage_error("'" + printable(cut_to_bytes(cid, shown_bytes_max)) + "': the " +
                         (is_type ? "type " : "id ") + fault,
                     "Stream's calls are named by letters, digits, '-', '_', '.', '!' and '@'");
}

std::string CallId::path() const {
  return "/video/call/" + percent_encoded(type) + "/" + percent_encoded(id);
}

Result<CallId> parse_call_id(std::string_view cid) {
  const auto parts = split(cid, ':');
  const bool is_good = parts.size() == 2 && is_segment(parts[0]) && is_segment(parts[1]) &&
                       cid.size() <= call_cid_bytes_max && is_utf8(cid);
  if (!is_good) {
    return usage_error("'" + printable(cut_to_bytes(cid, shown_bytes_max)) + "' is no call",
                       "a call is named type:id, as in default:standup");
  }
  return CallId{std::string(parts[0]), std::string(parts[1])};
}

}  // namespace streamctl
