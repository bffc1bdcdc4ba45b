// An answer that is not of SQS's JSON protocol: whose it is, and what it says. Pure.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::sqs {

enum class AnswerForm {
  json,
  query_xml,  ///< SQS's older query protocol: <ErrorResponse>, <ReceiveMessageResponse>.
  rest_xml,   ///< Amazon S3's, and that of others like it: <Error>.
  html,       ///< A web page, of a proxy or of another server.
  text,       ///< Anything else.
};

struct ForeignAnswer {
  AnswerForm form = AnswerForm::text;
  std::string code;     ///< Of the first <Code>; foreign. So `message`, of the first <Message>,
  std::string message;  ///< or all of a text.
  bool operator==(const ForeignAnswer&) const = default;
};

/// Malformed XML is read as far as it goes. The form is json where a JSON object begins.
ForeignAnswer read_foreign_answer(std::string_view body);

}  // namespace streamctl::sqs
