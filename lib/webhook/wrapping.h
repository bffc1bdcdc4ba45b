// An event that was wrapped in another text on its way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::webhook {

/// Describes a body that is not a JSON object: empty, base64 of an event, an event in a JSON
/// string, an array, null, several values. Returns "" if it is none of these.
std::string wrapping_of(std::string_view plain, std::uint64_t body_bytes_max);

/// Decodes base64 in any alphabet, with or without padding, quotes and line breaks.
std::optional<std::string> decoded(std::string_view text);
/// The same, inflated if it is gzip.
std::optional<std::string> unpacked(std::string_view text, std::uint64_t bytes_max);

/// By its first and last character.
bool looks_like_an_event(std::string_view text);

inline constexpr const char* empty_body =
    "the body is empty; did a proxy, or a body parser that ran before, take it?";
inline constexpr const char* base64_body =
    "the body is base64 of an event; decode it first, as API Gateway's isBase64Encoded asks for";

}  // namespace streamctl::webhook
