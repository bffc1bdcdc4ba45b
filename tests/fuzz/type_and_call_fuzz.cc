// Reading type and call: parse_json() also accepts every accepted object, and reads the same
// values.
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "fuzz.h"
#include "webhook/type_and_call.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  static webhook::TypeAndCallReader type_reader;
  const auto text = text_of(data, size);
  const auto names = type_reader.read(text);
  if (!names) return 0;
  const auto parsed = parse_json(text);
  if (!parsed) return 0;  // Nested more deeply than the editor accepts.
  must(parsed->is_object());
  // Both use the last of duplicate keys; texts with escapes are not compared.
  if (text.find('\\') == std::string_view::npos) {
    const auto type = parsed->find("type");
    const bool named = type != parsed->end() && type->is_string();
    must(names->type == (named ? type->get<std::string>() : std::string()));
  }
  return 0;
}
