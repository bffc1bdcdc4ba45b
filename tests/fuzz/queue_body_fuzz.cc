// Bodies of SQS and SNS.
#include "fuzz.h"
#include "webhook/likeness.h"
#include "webhook/queue_body.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  constexpr std::uint64_t bytes_max = 1 << 16;
  must(webhook::likeness_of(text_of(data, size)).size() < 64);
  webhook::TypeAndCallReader type_reader;
  std::string body(text_of(data, size));
  const auto event = webhook::decode_notification(body, bytes_max, type_reader);
  if (event) {
    must(event->body.size() <= bytes_max);
    std::string packed = webhook::encode_queue_body(event->body, webhook::QueueForm::base64_gzip);
    const auto again = webhook::decode_queue_body(packed, bytes_max, type_reader);
    must(again && again->body == event->body && again->names == event->names);
  } else {
    must(body == text_of(data, size));
  }
  return 0;
}
