#include "sqs/failure.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace streamctl::sqs {
namespace {

using Kind = Failure::Kind;

constexpr std::size_t message_bytes_max = 400;
constexpr const char* renew_hint = "get new temporary credentials, as by 'aws sso login'";

constexpr std::array<std::pair<std::string_view, Kind>, 35> codes{{
    {"QueueDoesNotExist", Kind::no_queue},
    {"AWS.SimpleQueueService.NonExistentQueue", Kind::no_queue},
    {"NonExistentQueue", Kind::no_queue},
    {"QueueDeletedRecently", Kind::no_queue},
    {"AWS.SimpleQueueService.QueueDeletedRecently", Kind::no_queue},
    {"InvalidAddress", Kind::no_queue},
    {"AccessDenied", Kind::denied},
    {"AccessDeniedException", Kind::denied},
    {"UnauthorizedOperation", Kind::denied},
    {"NotAuthorized", Kind::denied},
    {"KmsAccessDenied", Kind::denied},
    {"KMS.AccessDeniedException", Kind::denied},
    {"InvalidClientTokenId", Kind::credentials},
    {"UnrecognizedClientException", Kind::credentials},
    {"InvalidSignatureException", Kind::credentials},
    {"SignatureDoesNotMatch", Kind::credentials},
    {"IncompleteSignature", Kind::credentials},
    {"MissingAuthenticationToken", Kind::credentials},
    {"MissingAuthenticationTokenException", Kind::credentials},
    {"InvalidAccessKeyId", Kind::credentials},
    {"InvalidSecurity", Kind::credentials},
    {"AuthFailure", Kind::credentials},
    {"OptInRequired", Kind::credentials},
    {"RequestExpired", Kind::credentials},
    {"ExpiredToken", Kind::expired},
    {"ExpiredTokenException", Kind::expired},
    {"RequestThrottled", Kind::throttled},
    {"Throttling", Kind::throttled},
    {"ThrottlingException", Kind::throttled},
    {"ThrottledException", Kind::throttled},
    {"TooManyRequestsException", Kind::throttled},
    {"RequestLimitExceeded", Kind::throttled},
    {"OverLimit", Kind::throttled},
    {"KmsThrottled", Kind::throttled},
    {"SlowDown", Kind::throttled},
}};

std::string shown(std::string_view foreign) {
  const auto cut = cut_to_bytes(foreign, message_bytes_max);
  return printable(trimmed(cut)) + (cut.size() < foreign.size() ? "…" : "");
}

std::string text_at(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const auto found = object.find(key);
    if (found != object.end() && found->is_string()) return found->get<std::string>();
  }
  return "";
}

/// "QueueDoesNotExist" for "com.amazonaws.sqs#QueueDoesNotExist" and "QueueDoesNotExist:http://…".
std::string bare(std::string_view code) {
  code = code.substr(code.rfind('#') + 1);
  return std::string(trimmed(code.substr(0, code.find_first_of(":;"))));
}

const char* summary_of(Kind kind) {
  switch (kind) {
    case Kind::no_queue:
      return "no such queue";
    case Kind::denied:
      return "access denied";
    case Kind::credentials:
      return "the AWS credentials are not accepted";
    case Kind::expired:
      return "the AWS credentials have expired";
    case Kind::throttled:
      return "throttled";
    case Kind::unavailable:
      return "the server fails";
    case Kind::unreachable:
      return "no answer";
    case Kind::refused:
      return "refused";
  }
  return "";
}

}  // namespace

bool may_pass(const Failure& failure) {
  switch (failure.kind) {
    case Kind::throttled:
    case Kind::unavailable:
    case Kind::unreachable:
    case Kind::expired:
      return true;
    case Kind::credentials:
      return failure.status == 0;  // No credentials were found; there may be some later.
    case Kind::no_queue:
    case Kind::denied:
    case Kind::refused:
      return false;
  }
  return false;
}

Failure::Kind kind_of(std::string_view code, unsigned status) {
  const auto* found = std::find_if(codes.begin(), codes.end(),
                                   [&](const auto& known) { return known.first == code; });
  if (found != codes.end()) return found->second;
  if (status == 429) return Kind::throttled;
  if (status >= 500 || status == 408) return Kind::unavailable;
  if (status == 403) return Kind::denied;
  return Kind::refused;
}

std::string hint_of(const Failure& failure) {
  if (failure.form == AnswerForm::query_xml)
    return "this server speaks SQS's old query protocol, and streamctl the JSON protocol: update "
           "it "
           "(ElasticMQ 1.4 and LocalStack 3.1 speak JSON)";
  if (failure.form == AnswerForm::rest_xml)
    return "Amazon S3 answers like this: is the URL, or AWS_ENDPOINT_URL_SQS, one of SQS?";
  const bool is_no_failure = failure.status == 200;
  if (failure.form == AnswerForm::html && (failure.kind == Kind::refused || is_no_failure))
    return "a web page answers there: check the queue's URL and AWS_ENDPOINT_URL_SQS";
  if (failure.form == AnswerForm::text && is_no_failure)
    return "something else answers there: check the queue's URL and AWS_ENDPOINT_URL_SQS";
  switch (failure.kind) {
    case Kind::no_queue:
      return "check the URL, its region and its account: AWS's console shows it";
    case Kind::denied:
      return "the caller needs sqs:ReceiveMessage, DeleteMessage and ChangeMessageVisibility to "
             "listen, sqs:SendMessage to send";
    case Kind::credentials:
      if (kind_of(failure.code, 0) == Kind::expired) return renew_hint;
      return failure.message.find("expired") != std::string::npos ||
                     failure.message.find("not yet current") != std::string::npos
                 ? "this machine's clock and AWS's disagree: set it"
                 : "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE and the region: "
                   "--aws-region";
    case Kind::expired:
      return renew_hint;
    case Kind::throttled:
      return "fewer requests at once, or a higher limit";
    case Kind::unavailable:
      return "the fault is the server's: try again in a while";
    case Kind::unreachable:
      return failure.message.starts_with("the proxy ")
                 ? "https_proxy, http_proxy or all_proxy names the proxy; NO_PROXY=HOST goes "
                   "without"
                   " it"
                 : "check the queue's URL, AWS_ENDPOINT_URL_SQS and the network";
    case Kind::refused:
      return failure.code.empty() ? "is the queue's URL, or AWS_ENDPOINT_URL_SQS, one of SQS?" : "";
  }
  return "";
}

std::optional<Failure> failure_of(const net::HttpOutcome& outcome) {
  if (outcome.kind != net::HttpOutcome::Kind::answered)
    return Failure{Kind::unreachable, "", outcome.error, 0};
  if (outcome.status == 200) return std::nullopt;
  Failure failure;
  failure.status = outcome.status;
  const auto body = parse_json(outcome.body);
  if (body && body->is_object()) {
    failure.code = bare(text_at(*body, {"__type", "code", "Code"}));
    failure.message = text_at(*body, {"message", "Message"});
  } else {
    ForeignAnswer foreign = read_foreign_answer(outcome.body);
    failure.form = foreign.form;
    failure.code = bare(foreign.code);
    failure.message = std::move(foreign.message);
  }
  const std::string* field = outcome.headers.find("x-amzn-errortype");
  if (failure.code.empty() && field != nullptr) failure.code = bare(*field);
  failure.kind = kind_of(failure.code, outcome.status);
  if (failure.code.empty() && !outcome.redirect.empty())
    failure.message = "it redirects to " + outcome.redirect + ", and redirects are not followed";
  return failure;
}

Error explain(const Failure& failure, const std::string& queue_url) {
  // No credentials were found.
  if (failure.kind == Kind::credentials && failure.status == 0)
    return config_error(failure.message,
                        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE");
  std::string what = printable(queue_url) + ": ";
  // Status 200 from a server that is not SQS.
  const bool is_not_sqs = failure.status == 200 && failure.kind == Kind::unavailable;
  if (is_not_sqs) return refused_error(what + failure.message + " (HTTP 200)", hint_of(failure));
  what += summary_of(failure.kind);
  if (!failure.code.empty() || !failure.message.empty()) {
    const char* between = failure.code.empty() || failure.message.empty() ? "" : ": ";
    what += ": " + shown(failure.code) + between + shown(failure.message);
  }
  if (failure.status != 0) what += " (HTTP " + std::to_string(failure.status) + ")";
  Error error = refused_error(std::move(what), hint_of(failure));
  if (failure.kind == Kind::unreachable) error.kind = ErrorKind::network;
  return error;
}

}  // namespace streamctl::sqs
