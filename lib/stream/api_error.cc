#include "stream/api_error.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "crypto/jwt.h"
#include "net/http_client/proxy.h"
#include "net/status.h"

namespace streamctl::stream {
namespace {

constexpr std::size_t message_bytes_max = 1024;
constexpr std::size_t excerpt_bytes_max = 120;
constexpr unsigned proxy_authentication_required = 407;
constexpr const char* unreachable_hint =
    "check --base-url and the network; 'streamctl doctor' looks closer";

struct Advice {
  int code;
  const char* hint;
};

// Error codes and their meanings. Source: Stream's docs, "API errors response", and its SDKs.
constexpr const char* clock_hint =
    "this machine's clock and Stream's disagree; 'streamctl doctor' tells by how much";
constexpr std::array<Advice, 19> advices{{
    {-1, "the fault is Stream's: try again in a while"},
    {2, "no app has this API key: check it in Stream's dashboard, and that --base-url is right"},
    {3, "check the API key and the secret; 'streamctl doctor' helps"},
    {4, "the request is not as the API wants it; the message names the field"},
    {5, "check that API key and secret belong together; 'streamctl doctor' helps"},
    {9, "wait for the limit's window to pass, or send at a lower --rate"},
    {17, "the role of this user, or the settings of this call type, do not allow it"},
    {22, "send less at once"},
    {23, "the API took too long: try again"},
    {24, "the header fields are too big: is the token right?"},
    {40, "make a new token: 'streamctl token --user-id ID'; or the app has revoked older ones"},
    {41, clock_hint},
    {42, clock_hint},
    {43, "the secret is not that of this API key: check STREAM_API_SECRET or the profile"},
    {46, "the connection it names is gone: connect again"},
    {60, "the user must wait before doing it again"},
    {69, "the app lives in another region: pass that region's --base-url"},
    {71, "too many connections: close some"},
    {99, "the app is suspended: see Stream's dashboard, or ask Stream's support"},
}};

/// Code 16 is "does not exist"; only the message names the missing object.
const char* missing_hint(const std::string& message) {
  const std::string words = lower_ascii(message);
  if (words.find("emulator does not have") != std::string::npos)
    return "docs/emulator.md lists what it has";
  if (words.find("call type does not exist") != std::string::npos)
    return "check the call type; GET /video/calltypes lists those of the app";
  if (words.find("user") != std::string::npos)
    return "create the user first: 'streamctl user create ID'; send-event does it with --create";
  if (words.find("call") != std::string::npos)
    return "create the call first: 'streamctl call create TYPE:ID'; send-event and watch do it "
           "with "
           "--create";
  return "check the id; ids are case-sensitive";
}

/// Neither a user nor a call type is at fault: the operation concerns the app, or the emulator's
/// message explains how to start it. A message begins with the operation: "UpdateApp failed with
/// error: …".
bool is_of_no_role(const std::string& message) {
  return message.starts_with("UpdateApp ") || message.starts_with("GetApp ") ||
         message.find("a server's token is refused here") != std::string::npos ||
         message.find("--hooks-anywhere") != std::string::npos;
}

std::string hint_of(const ApiError& error) {
  if (error.code == 16) return missing_hint(error.message);
  if (error.code == 17 && is_of_no_role(error.message)) return "";
  const auto* found = std::find_if(advices.begin(), advices.end(),
                                   [&](const Advice& one) { return one.code == error.code; });
  if (found != advices.end()) return found->hint;
  if (error.status == 429) return "wait for the limit's window to pass";
  return error.status >= 500 ? "the fault is Stream's: try again in a while" : "";
}

/// Returns the longest prefix of untrusted `text` that fits, made printable.
std::string shown(std::string_view foreign, std::size_t bytes_max) {
  const std::string text = crypto::without_tokens(foreign);  // It may echo our token.
  const auto cut = cut_to_bytes(text, bytes_max);
  return printable(cut) + (cut.size() < text.size() ? "…" : "");
}

std::string first_line(std::string_view body) {
  const auto text = trimmed(body);
  return shown(trimmed(text.substr(0, text.find('\n'))), excerpt_bytes_max);
}

std::string location_of(const net::HttpOutcome& outcome) {
  const std::string* location = outcome.headers.find("Location");
  return location == nullptr ? "elsewhere" : shown(*location, excerpt_bytes_max);
}

}  // namespace

std::optional<ApiError> read_api_error(std::string_view body, unsigned status) {
  const auto value = parse_json(body);
  if (!value || !value->is_object()) return std::nullopt;
  const auto code = value->find("code");
  const auto message = value->find("message");
  if (code == value->end() || !code->is_number_integer() || message == value->end() ||
      !message->is_string())
    return std::nullopt;
  ApiError error;
  const auto number = code->get<double>();  // It may exceed 63 bits.
  error.code = number >= -1 && number <= 1'000'000 ? static_cast<int>(number) : 0;
  error.status = status;
  error.message = message->get<std::string>();
  const auto unrecoverable = value->find("unrecoverable");
  error.unrecoverable = unrecoverable != value->end() && *unrecoverable == true;
  return error;
}

Error explain(const ApiError& error) {
  std::string what =
      trimmed(error.message).empty() ? "the API refused" : shown(error.message, message_bytes_max);
  what += " (HTTP " + std::to_string(error.status) + ", code " + std::to_string(error.code) + ")";
  return refused_error(std::move(what), hint_of(error));
}

Error error_of(const net::HttpOutcome& outcome, const std::string& url) {
  const bool is_answered = outcome.kind == net::HttpOutcome::Kind::answered;
  const bool by_proxy = !outcome.proxy.empty();
  if (!is_answered) {
    return network_error("cannot reach " + printable(url) + ": " + printable(outcome.error),
                         by_proxy ? net::proxy_hint : unreachable_hint);
  }
  if (by_proxy && outcome.status == proxy_authentication_required) {
    return network_error("cannot reach " + printable(url) + ": the proxy " +
                             printable(outcome.proxy) +
                             " answered 407: it wants a user name and a password",
                         net::proxy_hint);
  }
  if (const auto error = read_api_error(outcome.body, outcome.status)) return explain(*error);
  const std::string status = std::to_string(outcome.status);
  if (outcome.status >= 300 && outcome.status < 400)
    return refused_error(printable(url) + " redirects (HTTP " + status + ") to " +
                             location_of(outcome) + ", which is not followed",
                         "is --base-url right?");
  const std::string began = first_line(outcome.body);
  const bool is_success = net::is_success(outcome.status);
  std::string what = printable(url) + " answered HTTP " + status +
                     (is_success ? ", but not with JSON" : ", and not as Stream's API does");
  if (!began.empty()) what += ": " + began;
  if (by_proxy)
    return refused_error(std::move(what),
                         "it came by way of the proxy " + printable(outcome.proxy) +
                             ", which may have answered itself; is --base-url right, too?");
  return refused_error(std::move(what), outcome.status >= 500
                                            ? "a server between may be down: try again in a while"
                                            : "is --base-url right? Something else answers there");
}

}  // namespace streamctl::stream
