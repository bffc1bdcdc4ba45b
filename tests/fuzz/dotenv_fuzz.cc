// A project's dotenv file.
#include "dotenv.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const std::string text = text_of(data, size);
  for (const auto& [name, value] : cli::parse_dotenv(text)) {
    must(!name.empty());
    must(value.size() < text.size());
  }
  return 0;
}
