#include "render/emulator.h"

#include <cstddef>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/units.h"
#include "render/attempts.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

using emulator::Activity;
using emulator::DeliveryActivity;
using emulator::DroppedActivity;
using emulator::RequestActivity;
using emulator::SocketActivity;

constexpr std::size_t attempts_margin = 4;
constexpr std::size_t path_columns_least = 14;
constexpr std::size_t name_columns_least = 12;
/// The order in which parts give way on a narrow terminal, the highest first.
enum Rank : int { keep_longest = -1, usual = 0, events = 1, place = 2, user = 3 };

Run clock_of(WallTime time, const Terminal& terminal) {
  return {clock_text(time, terminal), Style::dim, true};
}

Style style_of(unsigned status) {
  return status < 400 ? Style::green : status < 500 ? Style::yellow : Style::red;
}

/// "  TEXT"; nothing if it is empty.
void add(Runs& runs, const std::string& text, Style style, std::size_t least, int rank,
         bool droppable = true) {
  if (text.empty()) return;
  runs.push_back({"  " + printable_name(text), style, true, droppable, least, rank});
}

std::string text_of(const RequestActivity& request, const Terminal& terminal) {
  const Style style = style_of(request.status);
  Runs runs{clock_of(request.at, terminal), {"  " + std::to_string(request.status), style, true}};
  if (!request.method.empty()) {
    add(runs, request.method, Style::plain, 0, usual, false);
    runs.push_back(
        {" " + printable_name(request.path), Style::plain, true, true, path_columns_least, place});
  }
  add(runs, request.operation, Style::bold, name_columns_least, usual, false);
  add(runs, request.user_id, Style::plain, name_columns_least, user);
  add(runs, request.error, style, name_columns_least, usual);
  for (const std::string& event : request.events) {
    const char* front = &event == &request.events.front() ? "  → " : " ";
    runs.push_back(
        {front + printable_name(event), Style::cyan, true, true, name_columns_least, events});
  }
  return one_line(std::move(runs), terminal);
}

std::string text_of(const DeliveryActivity& activity, const Terminal& terminal) {
  const delivery::Delivery& delivery = activity.delivery;
  const Run verdict{delivery.delivered ? "✓" : "✗", delivery.delivered ? Style::green : Style::red,
                    true};
  if (delivery.attempts.empty()) {
    Runs runs{verdict};
    add(runs, delivery.type, Style::cyan, name_columns_least, usual, false);
    add(runs, activity.url, Style::plain, name_columns_least, place);
    return one_line(std::move(runs), terminal);
  }
  const delivery::Attempt& last = delivery.attempts.back();
  Runs runs{clock_of(last.at, terminal), {"  "}, verdict};
  add(runs, delivery.type, Style::cyan, name_columns_least, usual, false);
  add(runs, activity.url, Style::plain, name_columns_least, place);
  const bool has_several = delivery.attempts.size() > 1;
  add(runs,
      has_several ? std::to_string(delivery.attempts.size()) + " attempts" : attempt_outcome(last),
      verdict.style, name_columns_least, usual);
  runs.push_back(
      {" in " + duration_text(attempts_span(delivery)), Style::dim, true, true, 0, user});
  add(runs, short_id(delivery.webhook_id), Style::dim, 0, keep_longest);
  return one_line(std::move(runs), terminal) +
         (has_several ? attempt_axis(delivery, attempts_margin, terminal) : "");
}

std::string text_of(const SocketActivity& socket, const Terminal& terminal) {
  using Kind = SocketActivity::Kind;
  const std::string event = socket.kind == Kind::connected ? "socket connected"
                            : socket.kind == Kind::refused ? "socket refused"
                                                           : "socket closed";
  Runs runs{clock_of(socket.at, terminal),
            {"  " + event, socket.kind == Kind::refused ? Style::yellow : Style::blue, true}};
  add(runs, socket.user_id, Style::plain, name_columns_least, user);
  if (socket.code != 0) runs.push_back({"  " + std::to_string(socket.code)});
  add(runs, socket.error, Style::plain, name_columns_least, usual);
  return one_line(std::move(runs), terminal);
}

std::string text_of(const DroppedActivity& dropped, const Terminal& terminal) {
  Runs runs{clock_of(dropped.at, terminal), {"  dropped", Style::red, true}};
  add(runs, dropped.type, Style::cyan, name_columns_least, usual);
  add(runs, dropped.url, Style::plain, name_columns_least, place);
  add(runs, dropped.error, Style::plain, name_columns_least, usual);
  return one_line(std::move(runs), terminal);
}

/// On a line of its own, or on two if that is too long: never broken within, so that it can be
/// pasted.
std::string export_command(const std::string& variable, const Terminal& terminal) {
  const std::string line = "  export " + variable;
  return display_width(line) <= terminal.width ? line : "  export \\\n" + variable;
}

/// How to connect: code to copy. Each line of the shell is a command of its own, so that what was
/// wrapped can be pasted.
std::string how_to_connect(const EmulatorGreeting& greeting, const std::string& secret,
                           const Terminal& terminal) {
  const std::string key = "'" + printable(greeting.api_key) + "'";
  constexpr std::size_t name_width = sizeof "Browser:  " - 1;
  std::string text;
  const auto add_line = [&](const std::string& name, const std::string& code) {
    const std::string front = name + std::string(name_width - name.size(), ' ');
    text += flowed({{front + code, Style::dim}}, name_width, terminal);
  };
  add_line("Server:",
           "new StreamClient(" + key + ", '" + secret + "', { basePath: '" + greeting.url + "' })");
  add_line("Browser:", "new StreamVideoClient({ apiKey: " + key +
                           ", user, token, options: { baseURL: '" + greeting.url + "/video' } })");
  const std::vector<std::string> variables{"STREAM_BASE_URL=" + greeting.url,
                                           "STREAM_API_KEY=" + key,
                                           "STREAM_API_SECRET='" + secret + "'"};
  const std::string exported = "export " + joined(variables, " ");
  if (!terminal.is_tty || name_width + display_width(exported) <= terminal.width) {
    add_line("Shell:", exported);
  } else {
    text += terminal.paint(Style::dim, "Shell:") + "\n";
    for (const std::string& variable : variables)
      text += terminal.paint(Style::dim, export_command(variable, terminal)) + "\n";
  }
  add_line("Try:",
           "streamctl emulator push call.created --at " + greeting.url + "    (Ctrl-C ends)");
  return text;
}

}  // namespace

void EmulatorCounts::add(const Activity& activity) {
  if (std::holds_alternative<RequestActivity>(activity)) ++requests_;
  const auto* const one = std::get_if<DeliveryActivity>(&activity);
  if (one != nullptr) ++deliveries_;
  if ((one != nullptr && !one->delivery.delivered) ||
      std::holds_alternative<DroppedActivity>(activity))
    ++failed_;
}

std::string EmulatorCounts::words() const {
  std::string text = count_text(requests_) + (requests_ == 1 ? " request" : " requests");
  if (deliveries_ > 0)
    text += ", " + count_text(deliveries_) + (deliveries_ == 1 ? " delivery" : " deliveries");
  if (failed_ > 0) text += ", " + count_text(failed_) + " failed";
  return text;
}

std::string emulator_banner(const EmulatorGreeting& greeting, const Terminal& terminal) {
  const std::string secret = greeting.secret.empty() ? "YOUR-SECRET" : greeting.secret;
  constexpr std::size_t name_width = sizeof "  API secret  " - 1;
  std::string text =
      flowed({{"Emulating Stream Video on "}, {greeting.url, Style::bold}}, 2, terminal);
  const auto add_line = [&](const std::string& name, const std::string& value) {
    text +=
        flowed({{"  " + padded(name, name_width - 2) + printable(value)}}, name_width, terminal);
  };
  add_line("API key", greeting.api_key);
  add_line("API secret", greeting.secret.empty() ? "as configured" : greeting.secret);
  for (const std::string& url : greeting.webhook_urls)
    add_line("Webhooks", url);
  for (const std::string& url : greeting.queue_urls)
    add_line("Queue", url);
  if (!greeting.shows_how) return text;
  return text + how_to_connect(greeting, secret, terminal);
}

std::string emulator_line(const Activity& activity, const Terminal& terminal) {
  return std::visit([&](const auto& one) { return text_of(one, terminal); }, activity);
}

std::string emulator_line(const Json& line, const Terminal& terminal) {
  const auto activity = emulator::read_activity(line);
  return activity ? emulator_line(*activity, terminal) : json_line(line) + "\n";
}

}  // namespace streamctl::cli
