#include "commands/compare/findings.h"

#include <ostream>

#include <nlohmann/json.hpp>

#include "commands/compare/json.h"
#include "core/json.h"

namespace streamctl::cli {

using compare::Judgement;

void Findings::print(const Json& line) {
  if (context_.output == Output::json) context_.out << json_line(line) << '\n';
}

void Findings::one_way(const compare::OneWay& one) {
  print(one_way_json(one));
  const compare::Event& event = one.event;
  if (one.judgement == Judgement::expected) {
    auto& types = expected_[event.side];
    const std::string type = compare::kept_name(event.type);
    if (types.size() < types_max || types.contains(type)) ++types[type];
  } else if (missing_[event.side].size() < one_way_max) {
    missing_[event.side].push_back({event.side, named(event), event.received_at, one.when});
  }
}

void Findings::inverted(const compare::Inversion& inversion) {
  print(order_json(inversion));
  if (inversions_.size() < inversions_max) inversions_.push_back(inversion);
}

void Findings::repeated(const compare::Repeat& repeat) {
  print(repeat_json(repeat));
}

void Findings::paired(const compare::Event& /*websocket*/, const compare::Event& webhook) {
  if (types_.size() < types_max) types_.insert(compare::kept_name(webhook.type));
  if (both_ways_) both_ways_(webhook);
}

}  // namespace streamctl::cli
