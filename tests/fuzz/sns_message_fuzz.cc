// A post of Amazon SNS.
#include <string>

#include "core/text.h"
#include "fuzz.h"
#include "sns/host.h"
#include "sns/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  if (sns::is_of_sns(text, "")) must(text.starts_with("https://sns.") && printable(text) == text);
  const auto message = sns::parse_message(text);
  if (!message) {
    must(printable(message.error().what) == message.error().what);
    return 0;
  }
  for (const std::string* field :
       {&message->id, &message->topic_arn, &message->timestamp, &message->token,
        &message->subscribe_url, &message->signature, &message->certificate_url})
    must(field->size() <= sns::field_bytes_max && field->find('\n') == std::string::npos);
  // The fields can be parsed back from the end of the signed text, so it is unique to each message.
  const std::string to_sign = sns::string_to_sign(*message);
  must(to_sign.ends_with("\nTopicArn\n" + message->topic_arn + "\nType\n" +
                         std::string(sns::name_of(message->kind)) + "\n"));
  return 0;
}
