// Identifies a message that is not a Stream event.
#pragma once

#include <string_view>

namespace streamctl::webhook {

/// "a test message of Amazon S3", "an event of Amazon EventBridge", "JSON without a type", "text
/// that is no JSON": never quotes `body`. Empty for an object whose type is in the catalogue, or
/// that has another type and a created_at, as events of Stream's other products do.
std::string_view likeness_of(std::string_view body);

}  // namespace streamctl::webhook
