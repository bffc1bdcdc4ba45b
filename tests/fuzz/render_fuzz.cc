// What is shown of a body: safe whatever it is, and no more lines than asked for.
#include <algorithm>

#include "core/text.h"
#include "fuzz.h"
#include "render/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  for (const bool is_tty : {false, true}) {
    const cli::Terminal terminal{.width = 40, .is_tty = is_tty};
    const auto shown = cli::json_lines(text_of(data, size), 10, 2, terminal);
    must(std::count(shown.text.begin(), shown.text.end(), '\n') <= 10);
    must(is_utf8(shown.text));
    must(std::none_of(shown.text.begin(), shown.text.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
    }));
  }
  return 0;
}
