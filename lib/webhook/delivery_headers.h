// The header fields Stream puts on a webhook. Names compare without case.
#pragma once

#include <string_view>

namespace streamctl::webhook {

inline constexpr std::string_view webhook_id_header =
    "X-Webhook-Id";  ///< The same for every attempt: the key to deduplicate by.
inline constexpr std::string_view webhook_attempt_header = "X-Webhook-Attempt";  ///< Counts from 1.
inline constexpr std::string_view api_key_header =
    "X-Api-Key";  ///< Identifies the app whose secret signed.
inline constexpr std::string_view signature_header = "X-Signature";

/// The emulator's values. The key is a placeholder if none is configured: Stream always sends one.
inline constexpr std::string_view stand_in_api_key = "emulator";
inline constexpr std::string_view stand_in_api_secret = "emulator-secret";

}  // namespace streamctl::webhook
