// A message that Amazon SNS posts over HTTP, and the text that its signature covers. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::sns {

/// The longest field but Message; the longest that AWS sends is a SubscribeURL of 500.
constexpr std::size_t field_bytes_max = 2048;

enum class Kind { notification, subscription_confirmation, unsubscribe_confirmation };

/// As in the message: "SubscriptionConfirmation".
std::string_view name_of(Kind kind);

/// Not verified. Every field but `text` is one line of UTF-8 without control characters, of at most
/// `field_bytes_max`.
struct Message {
  Kind kind = Kind::notification;
  std::string id;
  std::string topic_arn;
  std::string text;  ///< Its Message.
  std::string timestamp;
  std::optional<std::string> subject;
  std::string token;              ///< Of a confirmation; so the next.
  std::string subscribe_url;      ///< Confirms the subscription, or reverts its end.
  std::string signature_version;  ///< Empty where there is none; so the next two.
  std::string signature;          ///< As written: base64.
  std::string certificate_url;
  bool operator==(const Message&) const = default;
};

/// Reads the body of a post: foreign bytes. Kind refused: no JSON object, or a field that is
/// missing, no string, or longer than a field may be; the message names it. Source: Amazon SNS
/// Developer Guide, "HTTP/HTTPS notification JSON format" and its neighbours.
Result<Message> parse_message(std::string_view body);

/// The text that AWS signs: the name and the value of each field on a line each, sorted by name.
/// Since all values but one are a single line, no two messages share a text. Source: the same
/// guide, "Verifying the signatures of Amazon SNS messages".
std::string string_to_sign(const Message& message);

}  // namespace streamctl::sns
