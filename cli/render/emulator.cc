#include "render/emulator.h"

#include <cstdint>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/status.h"

namespace streamctl::cli {
namespace {

std::string text_of(const Json& line, const char* name) {
  return printable(text_at(line, name));
}

std::int64_t number_of(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::string clock_of(const Json& line, const Terminal& terminal) {
  const auto time = parse_rfc3339(text_of(line, "at"));
  return time ? terminal.paint(Style::dim, local_clock_text(*time)) + "  " : "";
}

Style style_of(std::int64_t status) {
  return status < 400 ? Style::green : status < 500 ? Style::yellow : Style::red;
}

std::string request_line(const Json& line, const Terminal& terminal) {
  const std::int64_t status = number_of(line, "status");
  std::string text =
      clock_of(line, terminal) + terminal.paint(style_of(status), std::to_string(status));
  const std::string method = text_of(line, "method");
  if (!method.empty()) text += "  " + method + " " + text_of(line, "path");
  const std::string operation = text_of(line, "operation");
  const std::string user = text_of(line, "user_id");
  if (!operation.empty()) text += "  " + terminal.paint(Style::bold, operation);
  if (!user.empty()) text += "  " + user;
  const std::string error = text_of(line, "error");
  if (!error.empty()) text += "  " + terminal.paint(style_of(status), error);
  const auto events = line.find("events");
  if (events == line.end() || !events->is_array() || events->empty()) return text;
  text += "  →";
  for (const Json& event : *events) {
    if (event.is_string())
      text += " " + terminal.paint(Style::cyan, printable(event.get<std::string>()));
  }
  return text;
}

std::string delivery_text(const Json& line, const Terminal& terminal) {
  const bool is_delivered = text_of(line, "result") == "delivered";
  std::string text =
      terminal.paint(is_delivered ? Style::green : Style::red, is_delivered ? "✓" : "✗");
  text += "  " + terminal.paint(Style::cyan, text_of(line, "type")) + "  " + text_of(line, "url");
  const auto attempts = line.find("attempts");
  if (attempts == line.end() || !attempts->is_array() || attempts->empty()) return text;
  const Json& last = attempts->back();
  const std::int64_t status = last.is_object() ? number_of(last, "status") : 0;
  const std::string error = last.is_object() ? text_of(last, "error") : "";
  text += "  " + (status > 0 ? status_text(static_cast<unsigned>(status)) : error);
  if (attempts->size() > 1) text += ", " + std::to_string(attempts->size()) + " attempts";
  return (last.is_object() ? clock_of(last, terminal) : "") + text;
}

std::string socket_text(const Json& line, const Terminal& terminal) {
  const std::string event = text_of(line, "event");
  std::string text =
      clock_of(line, terminal) +
      terminal.paint(event == "refused" ? Style::yellow : Style::blue, "socket " + event);
  const std::string user = text_of(line, "user_id");
  if (!user.empty()) text += "  " + user;
  if (number_of(line, "code") != 0) text += "  " + std::to_string(number_of(line, "code"));
  const std::string error = text_of(line, "error");
  return error.empty() ? text : text + "  " + error;
}

}  // namespace

std::string emulator_banner(const EmulatorGreeting& greeting, const Terminal& terminal) {
  const std::string secret = greeting.secret.empty() ? "YOUR-SECRET" : greeting.secret;
  std::string text = "Emulating Stream Video on " + terminal.paint(Style::bold, greeting.url) +
                     "\n  API key     " + printable(greeting.api_key) + "\n  API secret  " +
                     (greeting.secret.empty() ? "as configured" : greeting.secret) + "\n";
  for (const std::string& url : greeting.webhook_urls)
    text += "  Webhooks    " + printable(url) + "\n";
  for (const std::string& url : greeting.queue_urls)
    text += "  Queue       " + printable(url) + "\n";
  if (!greeting.shows_how) return text;
  const std::string quoted_key = "'" + printable(greeting.api_key) + "'";
  const std::string how = "Server:   new StreamClient(" + quoted_key + ", '" + secret +
                          "', { basePath: '" + greeting.url +
                          "' })\nBrowser:  new StreamVideoClient({ apiKey: " + quoted_key +
                          ", user, token, options: { baseURL: '" + greeting.url +
                          "/video' } })\nShell:    export STREAM_BASE_URL=" + greeting.url +
                          " STREAM_API_KEY=" + quoted_key + " STREAM_API_SECRET='" + secret +
                          "'\nTry:      streamctl emulator push call.created --at " + greeting.url +
                          "    (Ctrl-C ends)\n";
  return text + terminal.paint(Style::dim, how);
}

std::string emulator_line(const Json& line, const Terminal& terminal) {
  if (!line.is_object()) return "";
  const std::string kind = text_of(line, "kind");
  if (kind == "request") return request_line(line, terminal) + "\n";
  if (kind == "delivery") return delivery_text(line, terminal) + "\n";
  if (kind == "socket") return socket_text(line, terminal) + "\n";
  return clock_of(line, terminal) + terminal.paint(Style::red, kind) + "  " +
         text_of(line, "type") + "  " + text_of(line, "url") + "  " + text_of(line, "error") + "\n";
}

}  // namespace streamctl::cli
