// Reads requests exported by other tools: HAR, ngrok, webhook.site, smee, AWS's HTTP events and
// more.
#pragma once

#include <string_view>
#include <vector>

#include "capture/record.h"
#include "core/json.h"

namespace streamctl::capture {

/// A request as a tool exported it.
struct KeptRequest {
  Record record;  ///< Header fields, webhook id, attempt, time and sender, where present; the body,
                  ///< possibly still base64 or gzip.
  bool was_parsed = false;  ///< The body was kept as JSON values: its exact bytes are lost.
};

/// The requests in `value`, in order, from any lists and wrappers around them; those without a body
/// are left out. Nothing for a value that is not an export, such as an event.
std::vector<KeptRequest> kept_requests(const Json& value);

/// "a HAR file", if `value` is the export of a known tool.
std::string_view name_of_export(const Json& value);

}  // namespace streamctl::capture
