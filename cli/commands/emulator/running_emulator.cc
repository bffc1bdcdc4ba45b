#include "commands/emulator/running_emulator.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/patient_fetch.h"
#include "core/interruptible.h"
#include "core/json_path.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/http_client.h"
#include "net/http_client/typed_url.h"
#include "stream/request.h"

namespace streamctl::cli {
namespace {

/// A full emulator has a large state.
constexpr std::size_t answer_bytes_max = std::size_t{1024} * 1024 * 1024;
constexpr const char* default_url = "http://127.0.0.1:8800";

Result<std::string> url_of(const EmulatorLocation& location, const Settings& settings) {
  if (!location.at.empty()) {
    auto at = net::read_url(location.at);
    if (!at) return std::move(at).error().in("--at");
    return at;
  }
  if (!net::leads_to_this_machine(net::host_of(settings.base_url))) return std::string(default_url);
  return base_url_of(settings);
}

/// The kind of an error that the emulator names, or refused: another version may name others.
ErrorKind kind_of(const Json& answer) {
  const Json* code = find_path(answer, "error.code");
  for (const ErrorKind kind : {ErrorKind::usage, ErrorKind::config}) {
    if (code != nullptr && *code == std::string(name_of(kind))) return kind;
  }
  return ErrorKind::refused;
}

/// The object of a 200 response, or the error that the emulator returned.
Result<Json> read_answer(const net::HttpOutcome& outcome, const std::string& url) {
  auto answer = parse_json(outcome.body, Digits::kept);
  const bool is_object = answer && answer->is_object();
  if (is_object && outcome.status == 200) return *std::move(answer);
  const Json* message = is_object ? find_path(*answer, "error.message") : nullptr;
  if (message == nullptr || !message->is_string())
    return refused_error(printable(url) + " is no emulator: it answers " +
                         std::to_string(outcome.status));
  const Json* hint = find_path(*answer, "error.hint");
  return Error{kind_of(*answer), printable(message->get<std::string>()),
               hint != nullptr && hint->is_string() ? printable(hint->get<std::string>()) : ""};
}

Result<Json> exchange(const EmulatorLocation& location, const std::string& name,
                      net::HttpRequest request, Context& context) {
  const auto url = url_of(location, context.settings);
  if (!url) return url.error();
  request.url = *url + (url->ends_with('/') ? "" : "/") + "_emulator/" + name;
  if (auto good = net::check_url(request.url); !good) return std::move(good).error().in("--at");
  request.connect_timeout = context.settings.connect_timeout;
  request.response_bytes_max = answer_bytes_max;
  const Interruptible wait;
  const net::HttpOutcome outcome = patient_fetch(request, *url, context);
  if (outcome.kind != net::HttpOutcome::Kind::answered)
    return network_error(
        "cannot reach the emulator at " + printable(*url) + ": " + printable(outcome.error),
        "start it with 'streamctl emulator', or name it with --at URL");
  return read_answer(outcome, *url);
}

}  // namespace

void declare_location(Arguments& arguments, EmulatorLocation& location) {
  arguments
      .text("--at", location.at,
            "Where the emulator is (default the base URL, if on this machine, then "
            "http://127.0.0.1:8800)")
      .metavar("URL");
}

Result<Json> get_from_emulator(const EmulatorLocation& location, const std::string& name,
                               Context& context) {
  net::HttpRequest request;
  request.method = "GET";
  return exchange(location, name, std::move(request), context);
}

Result<Json> post_to_emulator(const EmulatorLocation& location, const std::string& action,
                              const Json& body, Context& context) {
  net::HttpRequest request;
  request.method = "POST";
  if (!body.is_null()) {
    request.headers.add("Content-Type", "application/json");
    request.body = std::make_shared<const std::string>(json_line(body));
  }
  return exchange(location, action, std::move(request), context);
}

Json sockets_of(const std::string& user_id) {
  return user_id.empty() ? Json::object() : Json{{"user_id", user_id}};
}

std::int64_t number_in(const Json& answer, const char* name) {
  const auto found = answer.find(name);
  return found != answer.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::string sockets_text(const Json& answer, const char* name) {
  const std::int64_t count = number_in(answer, name);
  return std::to_string(count) + (count == 1 ? " socket" : " sockets");
}

ExitCode report_action(const Json& answer, const std::string& message, Context& context) {
  if (context.output == Output::json)
    context.out << json_line(answer) << '\n';
  else if (!context.quiet)
    context.err << message << '\n';
  return 0;
}

}  // namespace streamctl::cli
