// Inflating: never past the limit, and what we deflate comes back.
#include "fuzz.h"
#include "net/gzip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t bytes_max = 1 << 16;
  const auto text = streamctl::text_of(data, size);
  const auto plain = streamctl::net::gunzip(text, bytes_max);
  streamctl::must(plain.bytes.size() <= bytes_max && (!plain.failure || plain.bytes.empty()));
  const auto back = streamctl::net::gunzip(streamctl::net::gzip(text), size);
  streamctl::must(!back.failure && back.bytes == text);
  return 0;
}
