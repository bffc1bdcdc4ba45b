// Our reader accepts all JSON that simdjson and nlohmann/json accept; both accept the plain form of
// anything else that it accepts; and parsed values survive serialising and parsing again.
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include "core/json.h"
#include "core/json_fault.h"
#include "core/json_number.h"
#include "core/json_plain.h"
#include "core/json_reader.h"
#include "fuzz.h"

namespace streamctl {
namespace {

bool is_valid(std::string_view text) {
  JsonReader reader(text);
  JsonToken token = reader.next();
  while (token != JsonToken::end && token != JsonToken::error) {
    must(!reader.token().empty());
    token = reader.next();
  }
  must(reader.next() == token);
  return token == JsonToken::end;
}

bool is_valid_to_simdjson(std::string_view text) {
  static simdjson::dom::parser parser;
  return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

void write_and_read_again(std::string_view text) {
  const auto value = parse_json(text, Digits::kept);
  if (!value) return;  // Nested too deeply.
  for (const std::string& written : {json_line(*value), json_indented(*value)}) {
    must(is_valid(written));
    const auto again = parse_json(written, Digits::kept);
    must(again.ok());
    must(*again == *value);
  }
}

}  // namespace
}  // namespace streamctl

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const bool valid = is_valid(text);
  // nlohmann/json skips a byte order mark and treats a zero byte as the end.
  const bool is_odd = text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos;
  if (is_valid_to_simdjson(text) || (!is_odd && Json::accept(text))) must(valid);
  const auto plain = plain_json(text);
  must(plain.has_value() == valid);
  if (!valid) {
    must(json_fault(text).starts_with("not valid JSON at "));
    return 0;
  }
  must(plain->size() == text.size());
  must(is_valid_to_simdjson(*plain));
  must(Json::accept(*plain));
  must(plain_json(*plain) == plain);
  write_and_read_again(text);
  return 0;
}
