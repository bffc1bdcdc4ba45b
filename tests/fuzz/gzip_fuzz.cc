// Inflating respects the limit and does not depend on chunk sizes; deflated data round-trips.
#include <array>
#include <string>

#include "fuzz.h"
#include "net/gzip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t bytes_max = 1 << 16;
  const auto text = streamctl::text_of(data, size);
  const auto plain = streamctl::net::gunzip(text, bytes_max);
  streamctl::must(plain.bytes.size() <= bytes_max && (!plain.failure || plain.bytes.empty()));
  streamctl::net::Gunzipper gunzipper;
  std::string made;
  std::array<char, 97> place{};
  for (std::size_t at = 0; at < text.size(); at += 5) {
    auto piece = text.substr(at, 5);
    while (const std::size_t count = gunzipper.read(piece, place.data(), place.size()))
      if (made.size() <= bytes_max) made.append(place.data(), count);
  }
  if (!plain.failure) streamctl::must(gunzipper.is_whole() && made == plain.bytes);
  if (plain.failure == streamctl::net::GunzipFailure::corrupt)
    streamctl::must(gunzipper.is_corrupt() || !gunzipper.is_whole());
  const auto back = streamctl::net::gunzip(streamctl::net::gzip(text), size);
  streamctl::must(!back.failure && back.bytes == text);
  return 0;
}
