// Names a message that is no event of Stream's.
#pragma once

#include <string_view>

namespace streamctl::webhook {

/// "a test message of Amazon S3", "an event of Amazon EventBridge", "JSON without a type", "text
/// that is no JSON": words of ours, whatever stands in `body`. Empty of an object whose type the
/// catalogue knows, or that has another type and a created_at, as the events of Stream's other
/// products.
std::string_view likeness_of(std::string_view body);

}  // namespace streamctl::webhook
