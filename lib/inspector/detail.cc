#include "inspector/detail.h"

#include <chrono>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "capture/record.h"
#include "core/encoding.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "delivery/attempt.h"
#include "inspector/fields.h"
#include "net/headers.h"
#include "net/http_client/credential_field.h"
#include "webhook/delivery_headers.h"
#include "webhook/verify.h"

namespace streamctl::inspector {
namespace {

using listener::Delivery;
using webhook::Fault;
using Milliseconds = std::chrono::duration<double, std::milli>;

/// The order in which a delivery is judged; it is not judged further after a fault.
enum class Stage { encoding, inflate, header, hmac, json };

std::optional<Stage> stage_of(const std::optional<Fault>& fault) {
  if (!fault) return std::nullopt;
  switch (*fault) {
    case Fault::unknown_encoding:
      return Stage::encoding;
    case Fault::bad_gzip:
    case Fault::too_large:
      return Stage::inflate;
    case Fault::missing_signature:
      return Stage::header;
    case Fault::wrong_signature:
    case Fault::foreign_topic:
    case Fault::not_from_sns:
    case Fault::no_sns_certificate:
      return Stage::hmac;
    case Fault::not_an_event:
    case Fault::foreign_message:
      return Stage::json;
  }
  return std::nullopt;
}

class Steps {
 public:
  explicit Steps(const Delivery& delivery)
      : delivery_(delivery), failed_at_(stage_of(delivery.fault)) {}

  void add(Stage stage, const char* name, const std::string& passed, bool is_checked = true) {
    Json step{{"name", name}};
    if (failed_at_ && stage == *failed_at_) {
      step["ok"] = false;
      const std::string why(webhook::explain(*delivery_.fault));
      step["text"] = delivery_.note.empty() ? why : why + ": " + printable(delivery_.note);
    } else if (failed_at_ && stage > *failed_at_) {
      step["ok"] = nullptr;
      step["text"] = "not reached";
    } else {
      step["ok"] = is_checked ? Json(true) : Json(nullptr);
      step["text"] = passed;
    }
    steps_.push_back(std::move(step));
  }

  Json take() { return std::move(steps_); }

 private:
  const Delivery& delivery_;
  std::optional<Stage> failed_at_;
  Json steps_ = Json::array();
};

std::string inflated_text(const Delivery& delivery) {
  if (!delivery.compressed) return "the body is not compressed";
  return "gzip: " + size_text(delivery.wire_bytes) + " inflated to " +
         size_text(delivery.body_bytes);
}

Json attempt_json(const delivery::Attempt& attempt) {
  Json line{{"attempt", attempt.number},
            {"at", attempt.at == WallTime{} ? Json(nullptr) : Json(rfc3339_micros(attempt.at))},
            {"offset_ms", Milliseconds(attempt.offset).count()},
            {"duration_ms", Milliseconds(attempt.duration).count()},
            {"outcome", delivery::name_of(attempt.outcome)}};
  line["status"] = attempt.status == 0 ? Json(nullptr) : Json(attempt.status);
  line["error"] = printable(attempt.error);
  if (!attempt.location.empty()) line["location"] = printable(attempt.location);
  if (!attempt.response_body.empty()) {
    line["response_body"] = attempt.response_body;
    line["response_cut"] = attempt.response_cut;
  }
  return line;
}

Json header_list(const net::Headers& headers) {
  Json list = Json::array();
  for (const net::Header& field : headers)
    list.push_back({field.name, net::is_credential(field.name) ? "***" : field.value});
  return list;
}

void add_body(Json& row, const std::string& body) {
  const bool is_text = is_utf8(body);
  row["body"] = is_text ? Json(body) : Json(nullptr);
  row["body_base64"] = is_text ? Json(nullptr) : Json(base64_text(body));
}

/// The answers of its targets, attempt by attempt.
Json answers_of(const Delivery& delivery) {
  Json answers = Json::array();
  for (const listener::Forwarded& target : delivery.forwarded) {
    Json attempts = Json::array();
    if (target.report)
      for (const delivery::Attempt& attempt : target.report->attempts)
        attempts.push_back(attempt_json(attempt));
    else
      attempts.push_back(attempt_json(target.answer));
    answers.push_back({{"url", printable(target.url)}, {"attempts", std::move(attempts)}});
  }
  return answers;
}

}  // namespace

Json signature_steps(const Delivery& delivery) {
  const capture::Record& record = delivery.record;
  if (record.transport == capture::Transport::websocket)
    return Json::array({{{"name", "signature"},
                         {"ok", nullptr},
                         {"text", "events of a WebSocket are not signed"}}});
  Steps steps(delivery);
  const std::string encoding = record.headers.value("Content-Encoding");
  steps.add(Stage::encoding, "encoding",
            encoding.empty() ? "no Content-Encoding" : "Content-Encoding: " + printable(encoding));
  steps.add(Stage::inflate, "inflate", inflated_text(delivery));
  const std::string* signature = record.headers.find(webhook::signature_header);
  const bool is_webhook = record.transport == capture::Transport::webhook;
  if (is_webhook)
    steps.add(Stage::header, "signature",
              signature == nullptr ? "no X-Signature" : "X-Signature: " + printable(*signature),
              signature != nullptr);
  steps.add(Stage::hmac, "hmac",
            record.verified
                ? "the HMAC-SHA256 of the uncompressed body under the secret is the same"
                : "not checked",
            record.verified);
  steps.add(Stage::json, "json", "a JSON object of the type " + printable(record.type));
  return steps.take();
}

void add_detail(Json& row, const Item& item) {
  const Delivery* delivery = item.delivery();
  if (delivery == nullptr) return;
  const capture::Record& record = delivery->record;
  row["headers"] = header_list(record.headers);
  add_body(row, record.body);
  row["method"] = printable(delivery->method);
  row["path"] = printable(delivery->target);
  row["note"] = printable(delivery->note);
  row["facts"] = item.facts.others;
  row["first_seen"] =
      delivery->first_seen ? Json(rfc3339_micros(*delivery->first_seen)) : Json(nullptr);
  row["steps"] = signature_steps(*delivery);
  row["answers"] = answers_of(*delivery);
  const auto event = parse_json(record.body);
  const FieldDifferences differences =
      event ? compare_fields(record.type, *event) : FieldDifferences{};
  row["fields"] = {{"known", differences.is_known},
                   {"unknown", differences.unknown},
                   {"missing", differences.missing}};
}

}  // namespace streamctl::inspector
