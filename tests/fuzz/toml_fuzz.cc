// The config file, which holds a secret that no error may show.
#include "commands/config/toml_edit.h"
#include "fuzz.h"
#include "toml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  constexpr std::string_view secret = "s3cr3tx9z";
  const std::string text = text_of(data, size);
  const auto tables = cli::parse_toml(text);
  if (tables) {
    const auto edited = cli::with_toml_value(text, "staging", "api_key", secret);
    must(!edited || cli::parse_toml(*edited)->at("staging").at("api_key") == secret);
    return 0;
  }
  must(tables.error().what.starts_with("line "));
  must(tables.error().what.find(secret) == std::string::npos);
  must(tables.error().what.find('\n') == std::string::npos);
  return 0;
}
