#include "commands/compare/json.h"

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "core/time_text.h"
#include "core/units.h"

namespace streamctl::cli {
namespace {

using compare::PerSide;
using compare::Side;

Json time_json(const std::optional<WallTime>& time) {
  return time ? Json(rfc3339_trimmed(*time)) : Json();
}

Json name_json(const compare::EventName& name) {
  return {{"type", name.type},
          {"created_at", time_json(name.created_at)},
          {"webhook_id", name.webhook_id}};
}

Json spread_json(const compare::Spread& spread) {
  if (spread.count() == 0) return nullptr;
  return {{"count", spread.count()},
          {"min", milliseconds_of(spread.least())},
          {"p50", milliseconds_of(spread.quantile(0.5))},
          {"p90", milliseconds_of(spread.quantile(0.9))},
          {"max", milliseconds_of(spread.most())}};
}

Json sides_json(const PerSide<std::uint64_t>& counts) {
  return {{"websocket", counts[Side::websocket]}, {"webhook", counts[Side::webhook]}};
}

const char* reason_of(compare::Repeat::Reason reason) {
  switch (reason) {
    case compare::Repeat::Reason::retry:
      return "retry";
    case compare::Repeat::Reason::duplicate:
      return "duplicate";
    case compare::Repeat::Reason::other_id:
      break;
  }
  return "other_id";
}

}  // namespace

Json one_way_json(const compare::OneWay& one) {
  const compare::Event& event = one.event;
  Json line{{"kind", "one_way"},
            {"only_by", name_of(event.side)},
            {"type", event.type},
            {"call_cid", event.call_cid},
            {"created_at", time_json(event.facts.created_at)},
            {"received_at", event.received_at ? Json(rfc3339_micros(*event.received_at)) : Json()}};
  if (event.side == Side::webhook) line["webhook_id"] = event.webhook_id;
  line["expected"] = one.judgement == compare::Judgement::expected;
  if (one.when == compare::When::before) line["outside"] = "before";
  if (one.when == compare::When::after) line["outside"] = "after";
  if (one.when == compare::When::gap) line["outside"] = "gap";
  return line;
}

Json order_json(const compare::Inversion& inversion) {
  return {{"kind", "order"},
          {"call_cid", inversion.webhook_first.call_cid},
          {"websocket_first", name_json(inversion.websocket_first)},
          {"webhook_first", name_json(inversion.webhook_first)}};
}

Json repeat_json(const compare::Repeat& repeat) {
  return {{"kind", "repeat"},
          {"webhook_id", repeat.name.webhook_id},
          {"attempt", repeat.attempt},
          {"type", repeat.name.type},
          {"call_cid", repeat.name.call_cid},
          {"reason", reason_of(repeat.reason)}};
}

Json difference_json(const compare::Difference& difference) {
  const auto value = [&](Side side) {
    const std::string& text = difference.values[side];
    return text.empty() ? Json() : Json(text);
  };
  Json line{{"kind", "difference"},
            {"type", difference.type},
            {"path", difference.path},
            {"count", difference.count},
            {"expected", difference.reason != compare::Reason::none}};
  if (difference.reason != compare::Reason::none) line["reason"] = name_of(difference.reason);
  line["websocket"] = value(Side::websocket);
  line["webhook"] = value(Side::webhook);
  line["first"] = name_json(difference.first);
  line["first"]["call_cid"] = difference.first.call_cid;
  return line;
}

Json comparison_json(const compare::Comparison& comparison, std::uint64_t malformed) {
  const compare::Summary& summary = comparison.summary();
  Json types = Json::array();
  for (const compare::TypeLag& one : comparison.lags()) {
    types.push_back({{"type", one.type}});
    types.back().update(spread_json(one.lag));
  }
  return {{"kind", "summary"},
          {"events", sides_json(summary.events)},
          {"both", summary.both},
          {"only_websocket", summary.missing[Side::websocket]},
          {"only_webhook", summary.missing[Side::webhook]},
          {"expected", sides_json(summary.expected)},
          {"other_calls", summary.other_calls},
          {"outside", summary.outside},
          {"early", summary.early},
          {"retries", summary.retries},
          {"duplicates", summary.duplicates},
          {"other_ids", summary.other_ids},
          {"unverified", summary.unverified},
          {"malformed", malformed},
          {"out_of_order", summary.out_of_order},
          {"differing", summary.differing},
          {"other_differences", comparison.differences().others()},
          {"lag_ms", spread_json(summary.lag)},
          {"lag_ms_by_type", std::move(types)},
          {"since_created_ms",
           {{"websocket", spread_json(summary.since_created[Side::websocket])},
            {"webhook", spread_json(summary.since_created[Side::webhook])}}}};
}

}  // namespace streamctl::cli
