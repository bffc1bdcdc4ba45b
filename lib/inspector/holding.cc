#include "inspector/holding.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/glob.h"
#include "core/text.h"
#include "core/time_text.h"
#include "delivery/policy.h"

namespace streamctl::inspector {
namespace {

std::string name_of(std::uint64_t id) {
  return "h" + std::to_string(id);
}

}  // namespace

bool Holding::wants(const listener::Delivery& delivery) {
  if (is_idle_) return false;
  const std::lock_guard lock(mutex_);
  const bool is_taken = takes(delivery.record);
  is_idle_ = remaining_ == 0 && awaited_.empty();
  return is_taken;
}

bool Holding::takes(const capture::Record& record) {
  const bool is_awaited = awaited_.erase(record.webhook_id) > 0;
  const bool is_full = held_.size() >= held_max ||
                       (!held_.empty() && held_bytes_ + record.body.size() > held_bytes_max);
  if (is_full || is_awaited) return !is_full;
  if (remaining_ == 0 || !glob_match(type_, record.type) || !glob_match(call_, record.call_cid))
    return false;
  --remaining_;
  return true;
}

listener::Release Holding::held(std::uint64_t id, const listener::Delivery& delivery) {
  const capture::Record& record = delivery.record;
  const bool is_last = record.attempt >= delivery::attempts_max({}, delivery::Outcome::status, 503);
  const std::lock_guard lock(mutex_);
  const bool is_again = again_ && !is_last && !record.webhook_id.empty();
  const Json one{{"id", name_of(id)},
                 {"at", rfc3339_micros(record.received_at)},
                 {"type", printable(record.type)},
                 {"call_cid", printable(record.call_cid)},
                 {"webhook_id", printable(record.webhook_id)},
                 {"attempt", record.attempt},
                 {"body", record.body},
                 {"expires_at", rfc3339_micros(clock_.now() + listener::hold_time_max)},
                 {"at_end", is_again ? "again" : "release"}};
  held_[id] = one;
  held_bytes_ += record.body.size();
  bulletin_.post({"held", json_line(one)});
  bulletin_.state_changed();
  return is_again ? listener::Release::again : listener::Release::pass;
}

void Holding::released(std::uint64_t id, listener::Release how) {
  const std::lock_guard lock(mutex_);
  const auto one = held_.find(id);
  if (one == held_.end()) return;
  const Json& held = one->second;
  if (how == listener::Release::again && again_ && awaited_.size() < held_max) {
    awaited_.insert(held["webhook_id"].get<std::string>());
    is_idle_ = false;
  }
  held_bytes_ -= held["body"].get_ref<const std::string&>().size();
  held_.erase(one);
  bulletin_.state_changed();
}

PageAnswer Holding::set(Body body) {
  std::string type = "*";
  std::string call = "*";
  std::uint64_t count = 1;
  bool again = false;
  body.text("type", type);
  body.text("call", call);
  body.number("count", count, 0, held_max);
  body.flag("again", again);
  if (auto good = body.check(); !good) return refusal(good.error());
  {
    const std::lock_guard lock(mutex_);
    type_ = type;
    call_ = call;
    remaining_ = count;
    again_ = again && count > 0;
    awaited_.clear();
    is_idle_ = count == 0;
  }
  bulletin_.state_changed();
  return json_answer({{"type", type}, {"call", call}, {"remaining", count}, {"again", again}});
}

PageAnswer Holding::decide(const std::string& name, Body body, const Decide& decide) const {
  std::string what;
  std::string text;
  body.text("do", what);
  body.text("body", text);
  if (auto good = body.check(); !good) return refusal(good.error());
  std::uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, one] : held_)
      if (name_of(number) == name) id = number;
  }
  if (id == 0) return refusal(404, "not_found", "it is not held any more");
  if (what != "release" && what != "drop" && what != "double" && what != "edit")
    return refusal(usage_error("do is not release, drop, double or edit"));
  if (what == "edit" && !parse_json(text))
    return refusal(usage_error("the event is " + parse_json(text).error().what));
  const listener::Release how = what == "drop"     ? listener::Release::drop
                                : what == "double" ? listener::Release::twice
                                                   : listener::Release::pass;
  auto decided = decide(id, how, what == "edit" ? std::optional(text) : std::nullopt);
  if (!decided) return refusal(decided.error());
  return json_answer({{"id", name}, {"done", what}});
}

void Holding::add_to(Json& state) const {
  const std::lock_guard lock(mutex_);
  state["hold"] = nullptr;
  if (remaining_ > 0)
    state["hold"] = {
        {"type", type_}, {"call", call_}, {"remaining", remaining_}, {"again", again_}};
  state["held"] = Json::array();
  for (const auto& [id, one] : held_)
    state["held"].push_back(one);
}

}  // namespace streamctl::inspector
