#include "core/call_id.h"

#include "core/encoding.h"
#include "core/text.h"

namespace streamctl {
namespace {

constexpr std::size_t shown_bytes_max = 80;

/// Whether a part can be a segment of a path: servers resolve "." and ".." even when encoded.
bool is_segment(std::string_view part) {
  return !part.empty() && part != "." && part != "..";
}

}  // namespace

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
