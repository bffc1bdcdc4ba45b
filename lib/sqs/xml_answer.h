// Recognises answers that are not SQS's JSON protocol, and reads their error. Pure.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::sqs {

enum class AnswerForm {
  json,
  query_xml,  ///< SQS's older query protocol: <ErrorResponse>, <ReceiveMessageResponse>.
  rest_xml,   ///< Amazon S3 and similar services: <Error>.
  html,       ///< A web page, from a proxy or another server.
  text,       ///< Anything else.
};

struct ForeignAnswer {
  AnswerForm form = AnswerForm::text;
  std::string code;     ///< The first <Code>. Not safe to print, nor is `message`.
  std::string message;  ///< The first <Message>, or all of a text.
  bool operator==(const ForeignAnswer&) const = default;
};

/// Reads malformed XML as far as possible. The form is json if `body` starts with '{'.
ForeignAnswer read_foreign_answer(std::string_view body);

}  // namespace streamctl::sqs
