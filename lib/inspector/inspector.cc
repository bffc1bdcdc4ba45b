#include "inspector/inspector.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/time_text.h"
#include "inspector/catalogue_answers.h"
#include "inspector/feed.h"
#include "inspector/gate.h"
#include "inspector/static_files.h"

namespace streamctl::inspector {
namespace {

/// What follows `prefix` in `path`; nothing if it does not begin so, or nothing follows.
std::optional<std::string> behind(std::string_view prefix, const std::string& path) {
  if (!path.starts_with(prefix) || path.size() == prefix.size()) return std::nullopt;
  return path.substr(prefix.size());
}

std::optional<std::uint64_t> number_in(const std::string& text) {
  std::uint64_t number = 0;
  const char* const text_end = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), text_end, number);
  if (text.empty() || error != std::errc() || end != text_end) return std::nullopt;
  return number;
}

PageAnswer not_found() {
  return refusal(404, "not_found", "the inspector has no such path");
}

}  // namespace

Result<std::unique_ptr<Inspector>> Inspector::open(InspectorOptions options, InspectorParts parts) {
  auto front = Front::listen(options.port, ConnectionLimits{}, parts.clock);
  if (!front) return std::move(front).error();
  return std::unique_ptr<Inspector>(new Inspector(options, std::move(parts), *std::move(front)));
}

Inspector::Inspector(const InspectorOptions& options, InspectorParts&& parts,
                     std::unique_ptr<Front> front)
    : clock_(parts.clock),
      keep_(options.keep),
      token_(random_token()),
      front_(std::move(front)),
      url_("http://127.0.0.1:" + std::to_string(front_->port()) +
           "/#token=" + std::string(token_.reveal())),
      respond_(std::move(parts.respond)),
      emulator_(std::move(parts.emulator)),
      started_(parts.clock.now()),
      store_(options.keep),
      intake_(store_, bulletin_, parts.describe),
      deliveries_({store_, clock_, parts.describe, std::move(parts.commands),
                   options.state_directory, options.capture, options.time_zone}),
      decide_(std::move(parts.decide)),
      random_(parts.random),
      target_(std::move(parts.target)) {}

Inspector::~Inspector() {
  close();
}

void Inspector::begin(About about) {
  about_ = std::move(about);
  plan_ = about_.respond;
  if (target_)
    sending_.emplace(SendingParts{store_, actions_, clock_, target_, about_.default_to}, random_);
  front_->begin({[this](const PageRequest& request) { return refused_at_gate(request, token_); },
                 [this](const PageRequest& request) { return answer(request); }});
}

void Inspector::saw(const listener::Seen& seen, std::chrono::nanoseconds took) {
  intake_.add(seen, took);
}

void Inspector::tell_line(const std::function<Json()>& line) {
  if (has_pages()) bulletin_.post({"emulator", json_line(Json{{"lines", {line()}}})});
}

void Inspector::close() {
  stop_.request_stop();
  bulletin_.close();
  front_->close();
  actions_.close();
  intake_.close();
}

PageAnswer Inspector::answer(const PageRequest& request) {
  if (!request.path.starts_with("/api/")) return file_at(request.path);
  if (const auto action = behind("/api/emulator/", request.path); action && emulator_)
    return emulator_(request.method, *action, request.body);
  return request.method == "POST" ? change(request) : read(request);
}

PageAnswer Inspector::read(const PageRequest& request) {
  const std::string& path = request.path;
  if (path == "/api/state") return json_answer(state());
  if (path == "/api/stream") return stream(request);
  if (path == "/api/deliveries") return deliveries_.list(request, stop_.get_token());
  if (path == "/api/older") return deliveries_.older(request, started_, stop_.get_token());
  if (const auto key = behind("/api/deliveries/", path))
    return deliveries_.one(*key, stop_.get_token());
  if (const auto id = behind("/api/actions/", path)) return actions_.show(*id);
  if (path == "/api/catalogue") return catalogue_answer();
  if (const auto type = behind("/api/catalogue/", path)) return type_answer(*type, clock_);
  return not_found();
}

PageAnswer Inspector::stream(const PageRequest& request) {
  const std::string& last =
      request.last_event_id.empty() ? request.parameter("after") : request.last_event_id;
  const auto after = number_in(last);
  if (!last.empty() && !after) return refusal(400, "usage", "after: not a number");
  // Counted until the answer is gone, whether it was read or not.
  ++feeds_;
  const std::shared_ptr<void> place(nullptr, [this](void*) { --feeds_; });
  if (feeds_ > feeds_max) return refusal(503, "too_many", "too many pages are open", "close some");
  PageAnswer answer;
  answer.type = "text/event-stream";
  answer.stream = [this, after, place](const Send& send) {
    Feed feed(
        store_, bulletin_, [this] { return json_line(state()); }, after);
    feed.run(send);
  };
  return answer;
}

PageAnswer Inspector::change(const PageRequest& request) {
  auto body = Body::parse(request.body);
  if (!body) return refusal(body.error());
  if (request.path == "/api/cancel") {
    std::string id;
    body->text("action", id);
    return actions_.cancel(id);
  }
  if (request.path.starts_with("/api/h") && decide_) return hold(request.path, *std::move(body));
  if (request.path == "/api/respond" && respond_) return respond(*std::move(body));
  return send(request.path, *std::move(body)).value_or(not_found());
}

PageAnswer Inspector::hold(const std::string& path, Body&& body) {
  if (path == "/api/hold") return holding_.set(std::move(body));
  if (const auto name = behind("/api/held/", path))
    return holding_.decide(*name, std::move(body), decide_);
  return not_found();
}

std::optional<PageAnswer> Inspector::send(const std::string& path, Body&& body) {
  if (!sending_) return std::nullopt;
  if (path == "/api/replay") return sending_->replay(std::move(body));
  if (path == "/api/forge") return sending_->forge(std::move(body));
  if (path == "/api/check") return sending_->check(std::move(body));
  if (path == "/api/send") return sending_->send(std::move(body));
  return std::nullopt;
}

PageAnswer Inspector::respond(Body&& body) {
  std::string plan;
  body.text("plan", plan);
  if (auto good = body.check(); !good) return refusal(good.error());
  {
    const std::lock_guard lock(plan_mutex_);
    if (auto changed = respond_(plan); !changed) return refusal(changed.error());
    plan_ = plan;
  }
  bulletin_.state_changed();
  return json_answer({{"respond", plan}});
}

Json Inspector::offers() const {
  Json can = Json::array();
  if (sending_) can = {"replay", "forge", "send", "check"};
  if (respond_) can.push_back("respond");
  if (decide_) can.push_back("hold");
  if (emulator_) can.push_back("emulator");
  return can;
}

Json Inspector::state() const {
  const auto [span, counts, size] = store_.summary();
  const std::string plan = [this] {
    const std::lock_guard lock(plan_mutex_);
    return plan_;
  }();
  const auto or_null = [](auto value) { return value == 0 ? Json(nullptr) : Json(value); };
  const auto text = [](const std::string& value) {
    return value.empty() ? Json(nullptr) : Json(value);
  };
  Json state{{"command", about_.command},
             {"version", STREAMCTL_VERSION},
             {"url", text(about_.url)},
             {"default_to", text(about_.default_to)},
             {"can", offers()},
             {"respond", plan},
             {"first", or_null(span.first)},
             {"last", or_null(span.last)},
             {"kept", size},
             {"keep", keep_},
             {"total", counts.total},
             {"skipped", intake_.skipped()},
             {"counts",
              {{"accepted", counts.accepted},
               {"refused", counts.refused},
               {"failed", counts.failed},
               {"retries", counts.retries}}},
             {"started_at", rfc3339_micros(started_)},
             {"ending", stop_.stop_requested()}};
  holding_.add_to(state);
  return state;
}

}  // namespace streamctl::inspector
