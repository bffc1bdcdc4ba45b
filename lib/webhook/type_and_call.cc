#include "webhook/type_and_call.h"

#include <simdjson.h>

#include "webhook/any_json.h"

namespace streamctl::webhook {
namespace {

/// The parser's buffers grow to about ten times the largest body: beyond this they are freed.
constexpr std::size_t kept_capacity_max = 256 * 1024;

}  // namespace

struct TypeAndCallReader::State {
  simdjson::dom::parser parser;
};

TypeAndCallReader::TypeAndCallReader() : state_(std::make_unique<State>()) {}
TypeAndCallReader::TypeAndCallReader(TypeAndCallReader&&) noexcept = default;
TypeAndCallReader& TypeAndCallReader::operator=(TypeAndCallReader&&) noexcept = default;
TypeAndCallReader::~TypeAndCallReader() = default;

std::optional<TypeAndCall> TypeAndCallReader::read(std::string_view body) {
  // The DOM, not on-demand: on-demand does not validate skipped values.
  if (state_->parser.capacity() > kept_capacity_max && body.size() <= kept_capacity_max)
    state_->parser = simdjson::dom::parser{};
  simdjson::dom::object event;
  if (parse_any(state_->parser, body).get(event) != simdjson::SUCCESS) return std::nullopt;
  TypeAndCall names;
  for (const auto field : event) {
    std::string_view text;
    // The last of duplicate keys wins, as in Python and JavaScript.
    std::string* const place = field.key == "type"       ? &names.type
                               : field.key == "call_cid" ? &names.call_cid
                                                         : nullptr;
    if (place != nullptr) *place = field.value.get(text) == simdjson::SUCCESS ? text : "";
  }
  return names;
}

}  // namespace streamctl::webhook
