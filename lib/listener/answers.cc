#include "listener/answers.h"

#include <utility>

#include "core/json_string.h"

namespace streamctl::listener {

using webhook::Fault;

unsigned status_of(Fault fault) {
  switch (fault) {
    case Fault::unknown_encoding:
      return 415;
    case Fault::too_large:
      return 413;
    case Fault::missing_signature:
    case Fault::wrong_signature:
    case Fault::not_from_sns:
      return 401;
    case Fault::foreign_topic:
      return 403;
    case Fault::no_sns_certificate:
      return 503;
    case Fault::bad_gzip:
    case Fault::not_an_event:
    case Fault::foreign_message:
      return 400;
  }
  return 400;
}

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::unknown_encoding:
      return "unknown_encoding";
    case Fault::too_large:
      return "too_large";
    case Fault::missing_signature:
      return "missing_signature";
    case Fault::wrong_signature:
      return "wrong_signature";
    case Fault::bad_gzip:
      return "bad_gzip";
    case Fault::not_an_event:
      return "not_an_event";
    case Fault::foreign_message:
      return "foreign_message";
    case Fault::foreign_topic:
      return "foreign_topic";
    case Fault::not_from_sns:
      return "not_from_sns";
    case Fault::no_sns_certificate:
      return "no_sns_certificate";
  }
  return "";
}

bool is_too_large(const net::Refusal& refusal) {
  return refusal.status == status_of(Fault::too_large);
}

net::Response error_answer(unsigned status, std::string_view code, std::string_view message) {
  std::string body = R"({"error":{"code":)";
  append_json_string_repaired(code, body);
  body += R"(,"message":)";
  append_json_string_repaired(message, body);
  body += "}}\n";
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

net::Response answer_to(Fault fault, std::string_view note) {
  std::string message(webhook::explain(fault));
  if (!note.empty()) message.append(" (").append(note).append(")");
  return error_answer(status_of(fault), name_of(fault), message);
}

std::string_view code_of(const net::Refusal& refusal) {
  return is_too_large(refusal) ? name_of(Fault::too_large) : "not_a_delivery";
}

net::Response answer_to(const net::Refusal& refusal) {
  const char* remedy = is_too_large(refusal) ? "; raise --max-body if it is genuine" : "";
  return error_answer(refusal.status, code_of(refusal), refusal.why + remedy);
}

net::Response not_a_post() {
  net::Response response =
      error_answer(405, "not_a_post",
                   "streamctl listens here for Stream's webhooks: POST a signed event, as "
                   "'streamctl forge call.created' does");
  response.headers.add("Allow", "POST");
  return response;
}

}  // namespace streamctl::listener
