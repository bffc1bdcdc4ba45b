// Reading type and call: what is taken for an object is one to parse_json() too, which reads the
// same.
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "fuzz.h"
#include "webhook/peek.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  static webhook::EventPeeker peeker;
  const auto text = text_of(data, size);
  const auto peeked = peeker.peek(text);
  if (!peeked) return 0;
  const auto parsed = parse_json(text);
  if (!parsed) return 0;  // Deeper than the editor takes.
  must(parsed->is_object());
  // Of a key that comes twice both take the last; of what has escapes we do not know.
  if (text.find('\\') == std::string_view::npos) {
    const auto type = parsed->find("type");
    const bool named = type != parsed->end() && type->is_string();
    must(peeked->type == (named ? type->get<std::string>() : std::string()));
  }
  return 0;
}
