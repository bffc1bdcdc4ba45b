// Any bytes yield a request or a refusal within the limits, independent of how they are split.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/http_server/request_parser.h"

namespace {

using streamctl::net::RequestParser;
using streamctl::net::ServerLimits;

struct Parsed {
  RequestParser::State state = RequestParser::State::head;
  streamctl::net::Request request;
  streamctl::net::Refusal refusal;
  std::size_t taken = 0;
};

Parsed parse(std::string_view bytes, const ServerLimits& limits, std::size_t piece) {
  RequestParser parser{limits};
  Parsed parsed;
  while (parsed.taken < bytes.size()) {
    const std::string part{bytes.substr(parsed.taken, piece)};  // A copy exposes overruns.
    const std::size_t taken = parser.put(part);
    if (taken > part.size()) std::abort();
    parsed.taken += taken;
    parsed.state = parser.state();
    if (parsed.state == RequestParser::State::complete ||
        parsed.state == RequestParser::State::refused) {
      break;
    }
    if (taken != part.size()) std::abort();
  }
  parsed.refusal = parser.refusal();
  if (parsed.state == RequestParser::State::complete) parsed.request = parser.take();
  return parsed;
}

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const ServerLimits limits{.header_bytes_max = 512, .header_count_max = 8, .body_bytes_max = 256};
  const Parsed whole = parse(bytes, limits, size);
  check(whole.request.body.size() <= limits.body_bytes_max);
  check(whole.request.headers.size() <= limits.header_count_max);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, size / 2 + 1}) {
    const Parsed cut = parse(bytes, limits, piece);
    // An invalid request may be refused earlier or later, because the split decides which fault
    // shows first.
    const bool request = whole.state == RequestParser::State::complete;
    check((cut.state == RequestParser::State::complete) == request);
    if (request) {
      check(cut.taken == whole.taken && cut.request.method == whole.request.method &&
            cut.request.target == whole.request.target &&
            cut.request.headers == whole.request.headers && cut.request.body == whole.request.body);
    }
  }
  return 0;
}
