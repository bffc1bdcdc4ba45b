// Bodies of SQS and SNS.
#include "fuzz.h"
#include "webhook/queue_body.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  constexpr std::uint64_t bytes_max = 1 << 16;
  const auto event = webhook::decode_notification(text_of(data, size), bytes_max);
  if (event) {
    must(event->size() <= bytes_max);
    const auto again = webhook::decode_queue_body(
        webhook::encode_queue_body(*event, webhook::QueueForm::base64_gzip), bytes_max);
    must(again && *again == *event);
  }
  return 0;
}
