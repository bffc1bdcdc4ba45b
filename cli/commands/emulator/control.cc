#include "commands/emulator/control.h"

#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/options.h"
#include "core/interruptible.h"
#include "core/json.h"
#include "core/json_path.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/http_client.h"
#include "net/http_client/typed_url.h"
#include "render/emulator.h"
#include "stream/request.h"

namespace streamctl::cli {
namespace {

/// The state of a full emulator is large.
constexpr std::size_t answer_bytes_max = std::size_t{1024} * 1024 * 1024;
constexpr const char* at_usual = "http://127.0.0.1:8800";

struct Ask {
  const char* method = "POST";
  std::string path;
  Json body;  ///< Null: none.
};

Result<Json> push_body(const EmulatorOptions& options, Context& context) {
  Json body{{"type", options.type}};
  if (!options.overrides.call.empty()) body["call_cid"] = options.overrides.call;
  if (!options.overrides.user_id.empty()) body["user_id"] = options.overrides.user_id;
  auto data = read_data(options.overrides, context);
  if (!data) return std::move(data).error();
  if (!data->is_null()) body["data"] = *std::move(data);
  auto settings = read_settings(options.overrides);
  if (!settings) return std::move(settings).error();
  body["set"] = Json::array();
  for (webhook::Override& one : *settings)
    body["set"].push_back({{"path", one.path}, {"value", std::move(one.value)}});
  return body;
}

Result<Ask> ask_of(const EmulatorOptions& options, Context& context) {
  Json of_user = Json::object();
  if (!options.user_id.empty()) of_user["user_id"] = options.user_id;
  switch (options.action) {
    case EmulatorAction::push: {
      auto body = push_body(options, context);
      if (!body) return std::move(body).error();
      return Ask{"POST", "push", *std::move(body)};
    }
    case EmulatorAction::drop:
      of_user["code"] = options.code;
      return Ask{"POST", "drop", std::move(of_user)};
    case EmulatorAction::silence:
      return Ask{"POST", "silence", std::move(of_user)};
    case EmulatorAction::fail:
      return Ask{"POST", "fail", {{"count", options.count}, {"status", options.status}}};
    case EmulatorAction::expire_tokens:
      return Ask{"POST", "expire-tokens", nullptr};
    case EmulatorAction::reset:
      return Ask{"POST", "reset", nullptr};
    case EmulatorAction::log:
      return Ask{"GET", "log", nullptr};
    case EmulatorAction::state:
    case EmulatorAction::run:
      break;
  }
  return Ask{"GET", "state", nullptr};
}

/// Where the emulator is. Of a base URL only one of this machine counts: what acts on an emulator
/// is not tried on Stream.
Result<std::string> emulator_at(const EmulatorOptions& options, const Settings& settings) {
  if (!options.at.empty()) {
    auto at = net::read_url(options.at);
    if (!at) return std::move(at).error().in("--at");
    return at;
  }
  if (!net::leads_to_this_machine(net::host_of(settings.base_url))) return std::string(at_usual);
  return stream::normal_base_url(settings.base_url);
}

Result<Json> exchange(const std::string& at, const Ask& ask, Context& context) {
  net::HttpRequest request;
  request.method = ask.method;
  request.url = at + (at.ends_with('/') ? "" : "/") + "_emulator/" + ask.path;
  if (auto good = net::check_url(request.url); !good) return std::move(good).error().in("--at");
  if (!ask.body.is_null()) {
    request.headers.add("Content-Type", "application/json");
    request.body = std::make_shared<const std::string>(json_line(ask.body));
  }
  request.connect_timeout = context.settings.connect_timeout;
  request.response_bytes_max = answer_bytes_max;
  const Interruptible wait;
  const net::HttpOutcome outcome = net::fetch(request);
  if (outcome.kind != net::HttpOutcome::Kind::answered)
    return network_error(
        "cannot reach the emulator at " + printable(at) + ": " + printable(outcome.error),
        "start it with 'streamctl emulator', or name it with --at URL");
  auto answer = parse_json(outcome.body, Digits::kept);
  const bool is_ours = answer && answer->is_object();
  if (is_ours && outcome.status == 200) return *std::move(answer);
  const Json* message = is_ours ? find_path(*answer, "error.message") : nullptr;
  if (message == nullptr || !message->is_string())
    return refused_error(printable(at) + " is no emulator: it answers " +
                         std::to_string(outcome.status));
  const Json* hint = find_path(*answer, "error.hint");
  return refused_error(
      printable(message->get<std::string>()),
      hint != nullptr && hint->is_string() ? printable(hint->get<std::string>()) : "");
}

}  // namespace

Result<ExitCode> control_emulator(const EmulatorOptions& options, Context& context) {
  auto ask = ask_of(options, context);
  if (!ask) return std::move(ask).error();
  const auto at = emulator_at(options, context.settings);
  if (!at) return at.error();
  auto answer = exchange(*at, *ask, context);
  if (!answer) return std::move(answer).error();
  const bool is_json = context.output == Output::json;
  if (options.action == EmulatorAction::log) {
    for (const Json& line : answer->value("log", Json::array()))
      context.out << (is_json ? json_line(line) + "\n" : emulator_line(line, context.out_terminal));
    return 0;
  }
  if (options.action == EmulatorAction::state) {
    context.out << (is_json ? json_line(*answer) : json_indented(*answer)) << '\n';
    return 0;
  }
  if (is_json) {
    context.out << json_line(*answer) << '\n';
  } else if (options.action == EmulatorAction::push) {
    for (const Json& event : answer->value("events", Json::array()))
      context.out << printable(event.value("type", "")) << '\n';
  } else if (!context.quiet) {
    context.err << emulator_done(ask->path, *answer);
  }
  return 0;
}

}  // namespace streamctl::cli
