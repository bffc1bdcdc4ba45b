// Parses all valid JSON with simdjson, which alone rejects some of it.
#pragma once

#include <string_view>

#include <simdjson.h>

namespace streamctl::webhook {

/// Returns parser.parse(text). If simdjson rejects valid JSON (numbers past 64 bits or the range of
/// a double, unpaired surrogates, deep nesting), parses its plain_json() instead: such numbers
/// become 0, such surrogates U+FFFD. Refuses a byte order mark, as JavaScript does. No extra cost
/// for text that simdjson accepts.
simdjson::simdjson_result<simdjson::dom::element> parse_any(simdjson::dom::parser& parser,
                                                            std::string_view text);

}  // namespace streamctl::webhook
