// A response of SQS or a metadata service: the first line is the error field, the rest the body.
#include <string>

#include "aws/credentials.h"
#include "core/text.h"
#include "fuzz.h"
#include "sqs/failure.h"
#include "sqs/protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const auto end = text.find('\n');
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = 400;
  outcome.headers = {{"x-amzn-errortype", std::string(text.substr(0, end))}};
  outcome.body = end == std::string_view::npos ? "" : text.substr(end + 1);
  const auto failure = sqs::failure_of(outcome);
  must(failure.has_value());
  const Error error = sqs::explain(*failure, "http://queue/1/q");
  must(printable(error.what) == error.what && error.what.size() < 16 * 1024);
  (void)aws::read_metadata_credentials(outcome.body);

  constexpr std::size_t entries = 3;
  must(sqs::entry_results(outcome.body, entries).size() == entries);
  must(sqs::attributes_in(outcome.body).visibility <= sqs::visibility_most);
  const auto messages = sqs::messages_in(outcome.body);
  if (!messages) return 0;
  for (const sqs::Message& message : *messages)
    must(!message.id.empty() && !message.receipt.empty() && message.receive_count >= 1);
  return 0;
}
