// The protocol between streamctl and the filter process, in both directions; and the names in a jq
// expression.
#include <algorithm>

#include "filter/frames.h"
#include "filter/outside.h"
#include "fuzz.h"

namespace {

using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us

/// Any split of the bytes yields the same frames.
void read_in_pieces(std::string_view bytes, std::size_t step) {
  constexpr std::size_t payload_bytes_max = 1000;
  filter::FrameReader whole(payload_bytes_max);
  filter::FrameReader pieces(payload_bytes_max);
  whole.feed(bytes);
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    pieces.feed(bytes.substr(at, step));
    while (const auto payload = pieces.next()) {
      must(payload->size() <= payload_bytes_max);
      must(whole.next() == payload);
      if (const auto reply = filter::decode_reply(*payload))
        must(filter::decode_reply(filter::encode(*reply)) == reply);
      if (const auto hello = filter::decode_hello(*payload))
        must(filter::encode(*hello) == *payload);
      if (const auto output = filter::decode_output(*payload))
        must(filter::encode(*output) == *payload);
    }
  }
  must(!whole.next());
  must(whole.is_broken() == pieces.is_broken());
}

void scan(std::string_view expression) {
  std::size_t end = 0;
  const auto tokens = filter::tokens_of(expression);
  for (const filter::Token& token : tokens) {
    must(token.place >= end && !token.text.empty());
    end = token.place + token.text.size();
    must(end <= expression.size());
  }
  if (const auto outside = filter::first_outside(tokens)) must(outside->place < expression.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = text_of(data, size);
  if (bytes.empty()) return 0;
  read_in_pieces(bytes.substr(1), std::max<std::size_t>(static_cast<unsigned char>(bytes[0]), 1));
  scan(bytes);
  return 0;
}
