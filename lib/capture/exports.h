// Requests in what other tools export: HAR, ngrok, webhook.site, smee, AWS's HTTP events and more.
#pragma once

#include <string_view>
#include <vector>

#include "capture/record.h"
#include "core/json.h"

namespace streamctl::capture {

/// A request as a tool kept it.
struct KeptRequest {
  Record record;  ///< Header fields, webhook id, attempt, time and sender, as far as there are; the
                  ///< body, perhaps still as base64 or gzip.
  bool was_parsed = false;  ///< The body was kept as JSON values: its exact bytes are lost.
};

/// The requests in `value`, in order, in whatever lists and wrappers they stand; those without a
/// body are left out. Nothing of a value that is no export, such as an event.
std::vector<KeptRequest> kept_requests(const Json& value);

/// "a HAR file", where `value` is the export of a known tool.
std::string_view name_of_export(const Json& value);

}  // namespace streamctl::capture
