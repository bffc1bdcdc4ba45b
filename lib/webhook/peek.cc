#include "webhook/peek.h"

#include <simdjson.h>

namespace streamctl::webhook {
namespace {

/// The parser's buffers grow to about ten times the largest body: past this they are given back.
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
  // The DOM, not on-demand: on-demand does not validate what it skips. It also bounds nesting
  // (1,024 levels).
  if (state_->parser.capacity() > kept_capacity_max && body.size() <= kept_capacity_max)
    state_->parser = simdjson::dom::parser{};
  simdjson::dom::object event;
  if (state_->parser.parse(body.data(), body.size()).get(event) != simdjson::SUCCESS)
    return std::nullopt;
  Peeked peeked;
  for (const auto field : event) {
    std::string_view text;
    if (field.key == "type" && field.value.get(text) == simdjson::SUCCESS) peeked.type = text;
    if (field.key == "call_cid" && field.value.get(text) == simdjson::SUCCESS)
      peeked.call_cid = text;
  }
  return peeked;
}

}  // namespace streamctl::webhook
