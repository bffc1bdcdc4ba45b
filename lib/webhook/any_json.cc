#include "webhook/any_json.h"

#include "core/json_plain.h"

namespace streamctl::webhook {

simdjson::simdjson_result<simdjson::dom::element> parse_any(simdjson::dom::parser& parser,
                                                            std::string_view text) {
  // RFC 8259 section 8.1 lets a parser skip a byte order mark; simdjson does so from 3.2 on.
  if (text.starts_with("\xEF\xBB\xBF")) return simdjson::TAPE_ERROR;
  const auto parsed = parser.parse(text.data(), text.size());
  if (parsed.error() == simdjson::SUCCESS) return parsed;
  const auto plain = plain_json(text);
  return plain ? parser.parse(plain->data(), plain->size()) : parsed;
}

}  // namespace streamctl::webhook
