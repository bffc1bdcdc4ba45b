// SIP trunks, the rules that route their calls, and what a SIP gateway asks.
#include <algorithm>
#include <array>
#include <utility>

#include "core/call_id.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/users.h"
#include "emulator/operations/views.h"
#include "emulator/specification/specification.h"
#include "emulator/state/user_id.h"

namespace streamctl::emulator {

namespace {

constexpr const char* trunks = "sip_trunks";
constexpr const char* rules = "sip_rules";

const Json* named(const OperationContext& context, const char* kind) {
  return context.state.store.records.find(kind, context.path.at("id"));
}

Failure unknown(const OperationContext& context, const std::string& what) {
  return does_not_exist(what + " '" + printable(context.path.at("id")) + "' does not exist");
}

Json listed(const OperationContext& context, const char* kind) {
  Json list = Json::array();
  for (const auto& [id, record] : context.state.store.records.of(kind))
    list.push_back(record);
  return list;
}

/// The fields of the request over those of `record`, whose time of change is now.
Json changed(const OperationContext& context, Json record) {
  for (const auto& [name, field] : request_fields(body_of(context.operation)).items()) {
    if (const Json& value = context.value(name.c_str()); !value.is_null()) record[name] = value;
  }
  record["updated_at"] = time_text(context.state.now);
  return record;
}

Json new_record(OperationContext& context) {
  return {{"id", context.state.random.uuid()}, {"created_at", time_text(context.state.now)}};
}

/// A rule may name only trunks that exist.
Result<void, Failure> check_trunks(const OperationContext& context) {
  for (const std::string& id : context.texts("trunk_ids")) {
    if (context.state.store.records.find(trunks, id) == nullptr)
      return does_not_exist("SIP trunk '" + printable(id) + "' does not exist");
  }
  return {};
}

Reply put_rule(OperationContext& context, Json rule) {
  if (auto good = check_trunks(context); !good) return std::move(good).error();
  for (const char* list : {"called_numbers", "caller_numbers"}) {
    if (!rule.contains(list)) rule[list] = Json::array();
  }
  const Json caller = rule.value("caller_configs", Json::object());
  rule["caller_configs"] = {{"id", text_at(caller, "id")},
                            {"custom_data", caller.value("custom_data", Json::object())}};
  if (auto& calls = rule["call_configs"]; !calls.is_object()) calls = Json::object();
  if (!rule["call_configs"].contains("custom_data"))
    rule["call_configs"]["custom_data"] = Json::object();
  if (rule.contains("pin_protection_configs") &&
      !rule["pin_protection_configs"].contains("enabled"))
    rule["pin_protection_configs"]["enabled"] = false;
  if (auto good = context.keep(rules, text_at(rule, "id"), rule); !good)
    return std::move(good).error();
  return rule;
}

bool lists(const Json& record, const char* list, const std::string& number) {
  const auto found = record.find(list);
  return found != record.end() && std::find(found->begin(), found->end(), number) != found->end();
}

/// The trunk that has the number called, or null.
const Json* trunk_of(const OperationContext& context, const std::string& number) {
  const std::string id = context.text("trunk_id");
  for (const auto& [key, trunk] : context.state.store.records.of(trunks)) {
    if (id.empty() ? lists(trunk, "numbers", number) : key == id) return &trunk;
  }
  return nullptr;
}

/// The first rule for a call from one number to another on a trunk, or null. Empty lists of numbers
/// stand for all.
const Json* rule_for(const OperationContext& context, const Json& trunk, const std::string& called,
                     const std::string& caller) {
  const auto fits = [](const Json& rule, const char* list, const std::string& number) {
    return rule[list].empty() || lists(rule, list, number);
  };
  for (const auto& [id, rule] : context.state.store.records.of(rules)) {
    if (lists(rule, "trunk_ids", text_at(trunk, "id")) && fits(rule, "called_numbers", called) &&
        fits(rule, "caller_numbers", caller))
      return &rule;
  }
  return nullptr;
}

/// Replaces {{caller_number}} and {{called_number}} in a template of a rule.
std::string filled(std::string text, const std::string& caller, const std::string& called) {
  const std::array<std::pair<std::string, std::string>, 2> values{
      {{"{{caller_number}}", caller}, {"{{called_number}}", called}}};
  for (const auto& [name, value] : values) {
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size())
      text.replace(at, name.size(), value);
  }
  return text;
}

}  // namespace

Reply list_sip_trunks(OperationContext& context) {
  return Json{{"sip_trunks", listed(context, trunks)}};
}

Reply create_sip_trunk(OperationContext& context) {
  Json trunk = new_record(context);
  const std::string id = text_at(trunk, "id");
  trunk.update({{"allowed_ips", Json::array()},
                {"username", "sip-" + id.substr(0, 8)},
                {"password", context.state.random.uuid()},
                {"uri", "sip:" + id.substr(0, 8) + "@sip.invalid"}});
  trunk = changed(context, std::move(trunk));
  if (auto good = context.keep(trunks, id, trunk); !good) return std::move(good).error();
  return Json{{"sip_trunk", std::move(trunk)}};
}

Reply update_sip_trunk(OperationContext& context) {
  const Json* known = named(context, trunks);
  if (known == nullptr) return unknown(context, "SIP trunk");
  Json trunk = changed(context, *known);
  if (auto good = context.keep(trunks, text_at(trunk, "id"), trunk); !good)
    return std::move(good).error();
  return Json{{"sip_trunk", std::move(trunk)}};
}

Reply delete_sip_trunk(OperationContext& context) {
  if (!context.state.store.records.erase(trunks, context.path.at("id")))
    return unknown(context, "SIP trunk");
  return Json::object();
}

Reply list_sip_rules(OperationContext& context) {
  Json list = listed(context, rules);
  for (Json& rule : list)
    rule["duration"] = "0.00ms";  // Each rule is a whole answer in the specification.
  return Json{{"sip_inbound_routing_rules", std::move(list)}};
}

Reply create_sip_rule(OperationContext& context) {
  return put_rule(context, changed(context, new_record(context)));
}

Reply update_sip_rule(OperationContext& context) {
  const Json* known = named(context, rules);
  if (known == nullptr) return unknown(context, "SIP inbound routing rule");
  Reply rule = put_rule(context, changed(context, *known));
  if (!rule) return rule;
  (*rule)["duration"] = "0.00ms";
  return Json{{"sip_inbound_routing_rule", *std::move(rule)}};
}

Reply delete_sip_rule(OperationContext& context) {
  if (!context.state.store.records.erase(rules, context.path.at("id")))
    return unknown(context, "SIP inbound routing rule");
  return Json::object();
}

Reply resolve_sip_auth(OperationContext& context) {
  const Json* trunk = trunk_of(context, context.text("sip_trunk_number"));
  if (trunk == nullptr) return Json{{"auth_result", "no_trunk_found"}};
  const std::string ip = context.text("source_ip");
  if (!ip.empty() && lists(*trunk, "allowed_ips", ip))
    return Json{{"auth_result", "accept"}, {"trunk_id", (*trunk)["id"]}};
  return Json{{"auth_result", "password"},
              {"trunk_id", (*trunk)["id"]},
              {"username", (*trunk)["username"]},
              {"password", (*trunk)["password"]}};
}

Reply resolve_sip_inbound(OperationContext& context) {
  State& state = context.state;
  const std::string called = context.text("sip_trunk_number");
  const std::string caller = context.text("sip_caller_number");
  if (std::max(caller.size(), called.size()) > id_bytes_max)
    return bad_input("a number has at most " + std::to_string(id_bytes_max) + " characters");
  const Json* trunk = trunk_of(context, called);
  if (trunk == nullptr) return does_not_exist("no SIP trunk has the number " + printable(called));
  const Json* rule = rule_for(context, *trunk, called, caller);
  if (rule == nullptr) return does_not_exist("no SIP inbound routing rule fits");
  const Json direct = rule->value("direct_routing_configs", Json::object());
  std::string user_id = filled((*rule)["caller_configs"]["id"], caller, called);
  std::string call_id = filled(direct.value("call_id", ""), caller, called);
  // A number may begin with a +, which neither id has.
  std::erase_if(user_id, [](char c) { return !is_user_id({&c, 1}); });
  std::erase_if(call_id, [](char c) { return !is_valid_call_part({&c, 1}); });
  if (state.store.user(user_id) == nullptr) {
    const auto user =
        upsert_user(state, {{"id", user_id}, {"custom", (*rule)["caller_configs"]["custom_data"]}});
    if (!user) return user.error();
  }
  Json answer{{"credentials",
               {{"api_key", state.options.api_key},
                {"token", state.authority.user_token(user_id, state.now)},
                {"user_id", user_id},
                {"user_custom_data", (*rule)["caller_configs"]["custom_data"]},
                {"call_type", direct.value("call_type", "default")},
                {"call_id", call_id},
                {"call_custom_data", (*rule)["call_configs"]["custom_data"]}}},
              {"sip_trunk", *trunk},
              {"sip_routing_rule", *rule}};
  answer["sip_routing_rule"]["duration"] = "0.00ms";
  return answer;
}

}  // namespace streamctl::emulator
