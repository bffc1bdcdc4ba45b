// All valid JSON by simdjson, which by itself reads nearly all.
#pragma once

#include <string_view>

#include <simdjson.h>

namespace streamctl::webhook {

/// parser.parse(text), and where simdjson refuses valid JSON (numbers past 64 bits or the range of
/// a double, surrogates without a partner, deep nesting) the same of its plain_json(): such numbers
/// are 0 then, such surrogates U+FFFD. The text that simdjson reads costs no more.
simdjson::simdjson_result<simdjson::dom::element> parse_any(simdjson::dom::parser& parser,
                                                            std::string_view text);

}  // namespace streamctl::webhook
