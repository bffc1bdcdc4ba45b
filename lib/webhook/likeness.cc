#include "webhook/likeness.h"

#include <simdjson.h>

#include "core/text.h"
#include "webhook/any_json.h"
#include "webhook/catalogue.h"

namespace streamctl::webhook {
namespace {

using simdjson::dom::element;
using Part = simdjson::simdjson_result<element>;

std::string_view text_of(Part part) {
  std::string_view text;
  return part.get(text) == simdjson::SUCCESS ? text : "";
}

/// Messages of AWS services that are commonly sent to queues and topics.
std::string_view likeness_of(element object) {
  const Part type = object["type"];
  const std::string_view name = text_of(type);
  if (find_event_type(name) != nullptr) return "";
  if (text_of(object["Event"]) == "s3:TestEvent") return "a test message of Amazon S3";
  const std::string_view source = text_of(object["Records"].at(0)["eventSource"]);
  if (source == "aws:s3") return "a notification of Amazon S3";
  if (!source.empty()) return "records of an AWS service";
  const std::string_view kind = text_of(object["Type"]);
  if (kind == "SubscriptionConfirmation" || kind == "UnsubscribeConfirmation")
    return "a confirmation of Amazon SNS";
  if (kind == "Notification") return "a notification of Amazon SNS whose Message is no event";
  if (object["detail-type"].error() == simdjson::SUCCESS) return "an event of Amazon EventBridge";
  if (object["AlarmName"].error() == simdjson::SUCCESS) return "an alarm of Amazon CloudWatch";
  if (object["notificationType"].error() == simdjson::SUCCESS)
    return "a notification of Amazon SES";
  if (type.error() == simdjson::NO_SUCH_FIELD) return "JSON without a type";
  if (name.empty() || name.find_first_of(" \t\r\n\v\f:") != std::string_view::npos)
    return "JSON whose type is no name";
  // Every Stream event has one, including those of its other products.
  const bool is_dated = object["created_at"].error() == simdjson::SUCCESS;
  return is_dated ? "" : "JSON whose type is none of Stream's";
}

}  // namespace

std::string_view likeness_of(std::string_view body) {
  if (trimmed(body).empty()) return "an empty message";
  simdjson::dom::parser parser;
  element value;
  if (parse_any(parser, body).get(value) != simdjson::SUCCESS) return "text that is no JSON";
  return value.is_object() ? likeness_of(value) : "JSON that is no object";
}

}  // namespace streamctl::webhook
