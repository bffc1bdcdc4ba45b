#include "sns/message.h"

#include <algorithm>
#include <array>
#include <utility>

#include <simdjson.h>

#include "core/text.h"
#include "webhook/any_json.h"

namespace streamctl::sns {
namespace {

constexpr std::array<Kind, 3> kinds{Kind::notification, Kind::subscription_confirmation,
                                    Kind::unsubscribe_confirmation};

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value < 0x20 || value == 0x7F;
  });
}

/// Reads the fields of the object, and remembers the first fault.
class Fields {
 public:
  explicit Fields(simdjson::dom::object object) : object_(object) {}

  /// Null counts as missing.
  std::optional<std::string> optional(const char* name) {
    auto line = string(name);
    if (!line) return std::nullopt;
    if (line->size() > field_bytes_max) return amiss(name, "is too long");
    if (!is_one_line(*line)) return amiss(name, "is not one line");
    return line;
  }
  std::string required(const char* name) { return present(name, optional(name)); }
  /// Of any length, with line breaks.
  std::string required_text(const char* name) { return present(name, string(name)); }
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  std::optional<std::string> string(const char* name) {
    const auto found = object_.at_key(name);
    if (found.error() != simdjson::SUCCESS || found.is_null()) return std::nullopt;
    std::string_view text;
    if (found.get(text) != simdjson::SUCCESS) return amiss(name, "is not a string");
    return std::string(text);
  }
  std::string present(const char* name, std::optional<std::string> text) {
    if (!text) amiss(name, "is missing");
    return std::move(text).value_or("");
  }
  std::nullopt_t amiss(const char* name, const char* what) {
    if (fault_.empty()) fault_ = std::string("its ") + name + " " + what;
    return std::nullopt;
  }

  simdjson::dom::object object_;
  std::string fault_;
};

void add(std::string& text, std::string_view name, const std::string& value) {
  text.append(name).append("\n").append(value).append("\n");
}

}  // namespace

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::notification:
      return "Notification";
    case Kind::subscription_confirmation:
      return "SubscriptionConfirmation";
    case Kind::unsubscribe_confirmation:
      return "UnsubscribeConfirmation";
  }
  return "";
}

Result<Message> parse_message(std::string_view body) {
  // Strangers post here: nlohmann's objects, which keep their order, take a second for 20,000
  // names.
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (webhook::parse_any(parser, body).get(object) != simdjson::SUCCESS)
    return refused_error("not a message of SNS: the body is not a JSON object");
  Fields fields(object);
  Message message;
  const std::string type = fields.required("Type");
  message.id = fields.required("MessageId");
  message.topic_arn = fields.required("TopicArn");
  message.text = fields.required_text("Message");
  message.timestamp = fields.required("Timestamp");
  message.subject = fields.optional("Subject");
  message.signature_version = fields.optional("SignatureVersion").value_or("");
  message.signature = fields.optional("Signature").value_or("");
  message.certificate_url = fields.optional("SigningCertURL").value_or("");
  const auto* kind =
      std::find_if(kinds.begin(), kinds.end(), [&](Kind one) { return name_of(one) == type; });
  if (kind != kinds.end() && *kind != Kind::notification) {
    message.token = fields.required("Token");
    message.subscribe_url = fields.required("SubscribeURL");
  }
  if (!fields.fault().empty()) return refused_error("not a message of SNS: " + fields.fault());
  if (kind == kinds.end())
    return refused_error("not a message of SNS: its Type is '" + printable(type) + "'");
  message.kind = *kind;
  return message;
}

std::string string_to_sign(const Message& message) {
  const bool is_confirmation = message.kind != Kind::notification;
  std::string text;
  text.reserve(message.text.size() + 1024);
  add(text, "Message", message.text);
  add(text, "MessageId", message.id);
  if (is_confirmation) add(text, "SubscribeURL", message.subscribe_url);
  if (!is_confirmation && message.subject) add(text, "Subject", *message.subject);
  add(text, "Timestamp", message.timestamp);
  if (is_confirmation) add(text, "Token", message.token);
  add(text, "TopicArn", message.topic_arn);
  add(text, "Type", std::string(name_of(message.kind)));
  return text;
}

}  // namespace streamctl::sns
