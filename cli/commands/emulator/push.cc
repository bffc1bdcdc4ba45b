#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/event.h"
#include "commands/emulator/emulator.h"
#include "commands/emulator/running_emulator.h"
#include "core/text.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

struct PushOptions {
  EmulatorLocation emulator;
  std::string type;
  OverrideOptions overrides;
};

void declare(Arguments& arguments, PushOptions& options) {
  arguments.text("TYPE", options.type, "Event type").required();
  declare_location(arguments, options.emulator);
  declare_overrides(arguments, options.overrides);
}

Result<Json> body_of(const PushOptions& options, Context& context) {
  Json body{{"type", options.type}};
  if (!options.overrides.call.empty()) body["call_cid"] = options.overrides.call;
  if (!options.overrides.user_id.empty()) body["user_id"] = options.overrides.user_id;
  auto data = read_data(options.overrides, context);
  if (!data) return std::move(data).error();
  if (!data->is_null()) body["data"] = *std::move(data);
  auto settings = read_settings(options.overrides);
  if (!settings) return std::move(settings).error();
  body["set"] = Json::array();
  for (webhook::Override& setting : *settings)
    body["set"].push_back({{"path", setting.path}, {"value", std::move(setting.value)}});
  return body;
}

Result<ExitCode> run(const PushOptions& options, Context& context) {
  if (webhook::find_event_type(options.type) == nullptr) return webhook::unknown_type(options.type);
  const auto body = body_of(options, context);
  if (!body) return body.error();
  const auto answer = post_to_emulator(options.emulator, "push", *body, context);
  if (!answer) return answer.error();
  if (context.output == Output::json) {
    context.out << json_line(*answer) << '\n';
    return 0;
  }
  for (const Json& event : answer->value("events", Json::array())) {
    const Json* type = find_path(event, "type");
    if (type != nullptr && type->is_string())
      context.out << printable(type->get<std::string>()) << '\n';
  }
  return 0;
}

}  // namespace

Command emulator_push() {
  return {
      .name = "push",
      .summary = "Send an event to sockets and webhooks",
      .description =
          "Makes an event of the given type and sends it to the sockets that Stream would send "
          "it to and to the hooks for its type; prints the type of each event sent. The call and "
          "the user that it is about are created if they do not exist. Events that begin or end "
          "a session, or let a participant join or leave it, change the call too, so that the "
          "API agrees with them.",
      .examples = {{"streamctl emulator push call.ring --call default:standup",
                    "Ring the members of a call"},
                   {"streamctl emulator push call.session_participant_joined --call "
                    "default:standup --user-id jane",
                    "Let a participant join"}},
      .declare = bound<PushOptions>(declare, run)};
}

}  // namespace streamctl::cli
