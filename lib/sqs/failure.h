// Why SQS did not do what it was asked: told apart, and put into words with a next step. Pure.
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
    denied,       ///< The policy of the queue, or of who asks, does not allow it.
    credentials,  ///< Unknown keys, a wrong signature, a clock that is off.
    expired,      ///< Temporary credentials have, and others may be found.
    throttled,    ///< Too much at once; passes.
    unavailable,  ///< The fault is the server's; passes.
    unreachable,  ///< Nothing answered; may pass.
    refused,      ///< Anything else: the request is wrong.
  };
  Kind kind = Kind::refused;
  std::string code;     ///< "QueueDoesNotExist"; empty where SQS did not say.
  std::string message;  ///< As it came, foreign; of no answer, words of ours.
  unsigned status = 0;  ///< Of HTTP; 0 without an answer.
  AnswerForm form = AnswerForm::json;
  bool operator==(const Failure&) const = default;
};

/// Whether the same request may succeed later, nobody here doing anything about it.
bool may_pass(const Failure& failure);

/// The kind of an error of SQS by its code, without its name space: "QueueDoesNotExist",
/// "AWS.SimpleQueueService.NonExistentQueue". Source: AWS, "Amazon SQS API Reference", common
/// errors.
Failure::Kind kind_of(std::string_view code, unsigned status);

/// Nothing where the outcome is a success.
std::optional<Failure> failure_of(const net::HttpOutcome& outcome);

/// What to do about it; often one line, and empty where there is nothing to say.
std::string hint_of(const Failure& failure);

/// One line and what to do: "queue URL: no such queue". Kind refused, network, or config.
Error explain(const Failure& failure, const std::string& queue_url);

}  // namespace streamctl::sqs
