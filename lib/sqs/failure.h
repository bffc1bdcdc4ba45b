// Classifies the failures of SQS requests, and words them with a next step. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "net/http_client/http_client.h"
#include "sqs/xml_answer.h"

namespace streamctl::sqs {

struct Failure {
  enum class Kind {
    no_queue,     ///< No such queue, here or for this account.
    denied,       ///< The queue's policy, or the caller's, forbids it.
    credentials,  ///< Unknown keys, a wrong signature, or a wrong clock.
    expired,      ///< Temporary credentials have expired; others may be found.
    throttled,    ///< Too many requests. Transient.
    unavailable,  ///< The server failed. Transient.
    unreachable,  ///< No answer. May be transient.
    refused,      ///< Anything else: the request is wrong.
  };
  Kind kind = Kind::refused;
  std::string code;     ///< "QueueDoesNotExist"; empty if SQS gave none.
  std::string message;  ///< SQS's, not safe to print; ours if there was no answer.
  unsigned status = 0;  ///< The HTTP status; 0 if there was no answer.
  AnswerForm form = AnswerForm::json;
  bool operator==(const Failure&) const = default;
};

/// Whether the same request may succeed later, without any change here.
bool may_pass(const Failure& failure);

/// The kind of an SQS error by its code without the namespace: "QueueDoesNotExist",
/// "AWS.SimpleQueueService.NonExistentQueue". A code that is not known is judged by the HTTP
/// status. Source: AWS, "Amazon SQS API Reference", common errors.
Failure::Kind kind_of(std::string_view code, unsigned status);

/// Nothing if the outcome is a success.
std::optional<Failure> failure_of(const net::HttpOutcome& outcome);

/// The next step for the user; may be empty.
std::string hint_of(const Failure& failure);

/// The error to show: "QUEUE-URL: no such queue", with a hint. Kind refused, network or config.
Error explain(const Failure& failure, const std::string& queue_url);

}  // namespace streamctl::sqs
