// A project's dotenv file.
#include "dotenv.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const std::string text = text_of(data, size);
  const auto variables = cli::parse_dotenv(text, ".env");
  if (!variables) {
    must(variables.error().what.starts_with(".env:"));
    return 0;
  }
  for (const auto& [name, value] : *variables) {
    must(!name.empty());
    must(value.size() < text.size());
  }
  must(cli::doubtful_names(*variables).size() <= variables->size());
  return 0;
}
