// Text from the network: printable and measurable, never raw.
#include <algorithm>
#include <string>

#include "core/encoding.h"
#include "core/glob.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const std::string shown = printable(text);
  must(is_utf8(shown));
  must(std::none_of(shown.begin(), shown.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }));
  must(display_width(cut_to_width(shown, 20)) <= 20);
  must(base64_bytes(base64_text(text)) == text);
  if (const auto time = parse_rfc3339(text)) must(parse_rfc3339(rfc3339_trimmed(*time)) == time);
  (void)parse_duration(text).ok();
  (void)parse_size(text).ok();
  (void)glob_match(text.substr(0, std::min<std::size_t>(size / 2, 200)),
                   text.substr(size / 2).substr(0, 2000));
  return 0;
}
