#include "stream/call_id.h"

#include "core/encoding.h"
#include "core/text.h"

namespace streamctl::stream {

std::string CallId::path() const {
  return "/video/call/" + percent_encoded(type) + "/" + percent_encoded(id);
}

Result<CallId> parse_call_id(std::string_view cid) {
  const auto colon = cid.find(':');
  const bool is_good = colon != std::string_view::npos && colon > 0 && colon + 1 < cid.size() &&
                       cid.find(':', colon + 1) == std::string_view::npos &&
                       cid.size() <= call_cid_bytes_max;
  if (!is_good) {
    return usage_error("'" + printable(cid.substr(0, 80)) + "' is no call",
                       "a call is named type:id, as in default:standup");
  }
  // "." and ".." would be paths of their own, however they are encoded.
  const auto id = cid.substr(colon + 1);
  const auto type = cid.substr(0, colon);
  if (id == "." || id == ".." || type == "." || type == "..")
    return usage_error("'" + printable(cid) + "' is no call");
  return CallId{std::string(type), std::string(id)};
}

}  // namespace streamctl::stream
