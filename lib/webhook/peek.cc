#include "webhook/peek.h"

#include <simdjson.h>

#include "webhook/any_json.h"

namespace streamctl::webhook {
namespace {

/// The parser's buffers grow to about ten times the largest body: beyond this they are freed.
constexpr std::size_t kept_capacity_max = 256 * 1024;

}  // namespace

struct EventPeeker::State {
  simdjson::dom::parser parser;
};

EventPeeker::EventPeeker() : state_(std::make_unique<State>()) {}
EventPeeker::EventPeeker(EventPeeker&&) noexcept = default;
EventPeeker& EventPeeker::operator=(EventPeeker&&) noexcept = default;
EventPeeker::~EventPeeker() = default;

std::optional<Peeked> EventPeeker::peek(std::string_view body) {
  // The DOM, not on-demand: on-demand does not validate skipped values.
  if (state_->parser.capacity() > kept_capacity_max && body.size() <= kept_capacity_max)
    state_->parser = simdjson::dom::parser{};
  simdjson::dom::object event;
  if (parse_any(state_->parser, body).get(event) != simdjson::SUCCESS) return std::nullopt;
  Peeked peeked;
  for (const auto field : event) {
    std::string_view text;
    // The last of duplicate keys wins, as in Python and JavaScript.
    std::string* const place = field.key == "type"       ? &peeked.type
                               : field.key == "call_cid" ? &peeked.call_cid
                                                         : nullptr;
    if (place != nullptr) *place = field.value.get(text) == simdjson::SUCCESS ? text : "";
  }
  return peeked;
}

}  // namespace streamctl::webhook
