// A delivery: the first line is its signature, the second its encoding, the rest its body.
#include <string>

#include "core/text.h"
#include "fuzz.h"
#include "webhook/minified.h"
#include "webhook/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const auto first = text.find('\n');
  if (first == std::string_view::npos) return 0;
  const auto second = text.find('\n', first + 1);
  if (second == std::string_view::npos) return 0;
  const std::string signature(text.substr(0, first));
  const std::string encoding(text.substr(first + 1, second - first - 1));
  static webhook::Verifier verifier(Secret("secret"),
                                    {.body_bytes_max = 1 << 16, .explains_thoroughly = true});
  static webhook::Verifier careless(Secret(),
                                    {.body_bytes_max = 1 << 16, .check_signature = false});
  const auto delivered =
      verifier.verify(std::string(text.substr(second + 1)), &encoding, &signature);
  must(!delivered.verified || !delivered.fault || delivered.fault == webhook::Fault::not_an_event);
  must(printable(delivered.note) == delivered.note && delivered.note.size() < 1024);
  const std::string small = webhook::minified(delivered.body);
  must(webhook::minified(small) == small);
  const auto taken = careless.verify(std::string(text.substr(second + 1)), &encoding, nullptr);
  must(!taken.verified);
  return 0;
}
