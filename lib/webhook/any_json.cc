#include "webhook/any_json.h"

#include "core/json_plain.h"

namespace streamctl::webhook {

simdjson::simdjson_result<simdjson::dom::element> parse_any(simdjson::dom::parser& parser,
                                                            std::string_view text) {
  const auto parsed = parser.parse(text.data(), text.size());
  if (parsed.error() == simdjson::SUCCESS) return parsed;
  const auto plain = plain_json(text);
  return plain ? parser.parse(plain->data(), plain->size()) : parsed;
}

}  // namespace streamctl::webhook
