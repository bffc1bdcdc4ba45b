#include "render/emulator.h"

#include <variant>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/status.h"

namespace streamctl::cli {
namespace {

using emulator::Activity;
using emulator::DeliveryActivity;
using emulator::DroppedActivity;
using emulator::RequestActivity;
using emulator::SocketActivity;

std::string clock_of(WallTime time, const Terminal& terminal) {
  return terminal.paint(Style::dim, local_clock_text(time)) + "  ";
}

Style style_of(unsigned status) {
  return status < 400 ? Style::green : status < 500 ? Style::yellow : Style::red;
}

/// "  TEXT", or nothing if it is empty.
std::string column(const std::string& text) {
  return text.empty() ? "" : "  " + printable(text);
}

std::string text_of(const RequestActivity& request, const Terminal& terminal) {
  const Style style = style_of(request.status);
  std::string text =
      clock_of(request.at, terminal) + terminal.paint(style, std::to_string(request.status));
  if (!request.method.empty()) text += column(request.method) + " " + printable(request.path);
  if (!request.operation.empty())
    text += "  " + terminal.paint(Style::bold, printable(request.operation));
  text += column(request.user_id);
  if (!request.error.empty()) text += "  " + terminal.paint(style, printable(request.error));
  if (!request.events.empty()) text += "  →";
  for (const std::string& event : request.events)
    text += " " + terminal.paint(Style::cyan, printable(event));
  return text;
}

std::string text_of(const DeliveryActivity& activity, const Terminal& terminal) {
  const delivery::Delivery& delivery = activity.delivery;
  std::string text = terminal.paint(delivery.delivered ? Style::green : Style::red,
                                    delivery.delivered ? "✓" : "✗");
  text +=
      "  " + terminal.paint(Style::cyan, printable(delivery.type)) + "  " + printable(activity.url);
  if (delivery.attempts.empty()) return text;
  const delivery::Attempt& last = delivery.attempts.back();
  text += "  " + (last.status > 0 ? status_text(last.status) : printable(last.error));
  if (delivery.attempts.size() > 1)
    text += ", " + std::to_string(delivery.attempts.size()) + " attempts";
  return clock_of(last.at, terminal) + text;
}

std::string text_of(const SocketActivity& socket, const Terminal& terminal) {
  using Kind = SocketActivity::Kind;
  const std::string event = socket.kind == Kind::connected ? "socket connected"
                            : socket.kind == Kind::refused ? "socket refused"
                                                           : "socket closed";
  std::string text =
      clock_of(socket.at, terminal) +
      terminal.paint(socket.kind == Kind::refused ? Style::yellow : Style::blue, event) +
      column(socket.user_id);
  if (socket.code != 0) text += "  " + std::to_string(socket.code);
  return text + column(socket.error);
}

std::string text_of(const DroppedActivity& dropped, const Terminal& terminal) {
  return clock_of(dropped.at, terminal) + terminal.paint(Style::red, "dropped") +
         column(dropped.type) + column(dropped.url) + column(dropped.error);
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

std::string emulator_line(const Activity& activity, const Terminal& terminal) {
  return std::visit([&](const auto& one) { return text_of(one, terminal) + "\n"; }, activity);
}

std::string emulator_line(const Json& line, const Terminal& terminal) {
  const auto activity = emulator::read_activity(line);
  return activity ? emulator_line(*activity, terminal) : json_line(line) + "\n";
}

}  // namespace streamctl::cli
