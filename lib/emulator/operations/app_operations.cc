// The app's settings, and operations that have no effect here.
#include <algorithm>
#include <array>
#include <utility>

#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"
#include "emulator/state/call_type.h"

namespace streamctl::emulator {

namespace {

/// A call type in the form of GetApp, which differs from that of GetCallType.
Json app_call_type(const CallType& type, std::size_t number) {
  return {{"app", 1},
          {"id", number},
          {"name", type.name},
          {"settings", *type.settings},
          {"notification_settings", type.notifications},
          {"recording_external_storage", type.external_storage},
          {"created_at", time_text(type.created_at)},
          {"updated_at", time_text(type.updated_at)}};
}

}  // namespace

Reply get_app(OperationContext& context) {
  Json app = context.state.app.view();
  for (const auto& [name, type] : context.state.store.call_types)
    app["call_types"][name] = app_call_type(type, app["call_types"].size() + 1);
  if (context.is_server()) return Json{{"app", std::move(app)}};
  // A client needs no hooks, and must not see secrets.
  app["event_hooks"] = app["webhook_events"] = Json::array();
  for (const char* name : {"webhook_url", "sqs_url", "sqs_key", "sqs_secret", "sns_topic_arn",
                           "sns_key", "sns_secret"})
    app[name] = "";
  for (Json& provider : app["push_notifications"]) {
    for (const char* name : {"auth_key", "p12_cert", "credentials_json", "server_key", "secret"})
      if (provider.is_object()) provider.erase(name);
  }
  return Json{{"app", std::move(app)}};
}

Reply update_app(OperationContext& context) {
  if (auto good = context.state.app.update(context.body, context.state.now, context.state.random);
      !good)
    return std::move(good).error();
  context.outcome.changes_access = !context.value("revoke_tokens_issued_before").is_null();
  return Json::object();
}

Reply check_sqs(OperationContext&) {
  return Json{{"status", "error"},
              {"error", "the emulator does not look at queues: it puts events on them"},
              {"data", Json::object()}};
}

Reply check_sns(OperationContext&) {
  return Json{{"status", "error"},
              {"error", "the emulator reaches no topic: it delivers by webhook"},
              {"data", Json::object()}};
}

Reply accept_silently(OperationContext&) {
  return Json::object();
}

// Stream leaves latency_test_url empty: it chooses the edge itself.
Reply get_edges(OperationContext&) {
  return Json{{"edges",
               {{{"id", "emulator"},
                 {"latency_test_url", ""},
                 {"latitude", 52.37},
                 {"longitude", 4.89},
                 {"continent_code", "EU"},
                 {"country_iso_code", "NL"},
                 {"subdivision_iso_code", "NH"},
                 {"green", 60},
                 {"yellow", 120},
                 {"red", 180}}}}};
}

Reply get_rate_limits(OperationContext& context) {
  constexpr std::array<const char*, 5> platforms{"server_side", "web", "ios", "android", "unity"};
  const State& state = context.state;
  const Json limits = state.rate_limits.view(context.target.parameter("endpoints"), state.now);
  const auto is_named = [&](const char* name) { return context.query(name) == true; };
  const bool names_any = std::any_of(platforms.begin(), platforms.end(), is_named);
  Json answer = Json::object();
  for (const char* platform : platforms) {
    if (!names_any || is_named(platform)) answer[platform] = limits;
  }
  return answer;
}

}  // namespace streamctl::emulator
