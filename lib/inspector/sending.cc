#include "inspector/sending.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "capture/next.h"
#include "core/call_id.h"
#include "core/text.h"
#include "core/units.h"
#include "delivery/deliver_all.h"
#include "delivery/report.h"
#include "inspector/checking.h"
#include "inspector/selected.h"
#include "replay/change.h"
#include "replay/replay.h"
#include "webhook/forge_source.h"
#include "webhook/overrides.h"

namespace streamctl::inspector {
namespace {

constexpr std::size_t shown_response_bytes = 2048;

constexpr std::array<std::pair<std::string_view, delivery::Signing>, 4> signings{
    {{"valid", delivery::Signing::valid},
     {"missing", delivery::Signing::missing},
     {"wrong", delivery::Signing::wrong},
     {"tampered", delivery::Signing::tampered}}};

Json attempt_report(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
  Json report{{"webhook_id", printable(outgoing.webhook_id)},
              {"type", printable(outgoing.type)},
              {"attempt", attempt.number},
              {"outcome", delivery::name_of(attempt.outcome)},
              {"duration_ms", milliseconds_of(attempt.duration)}};
  report["status"] = attempt.status == 0 ? Json(nullptr) : Json(attempt.status);
  report["error"] = attempt.error.empty() ? Json(nullptr) : Json(printable(attempt.error));
  return report;
}

/// Reports deliveries, and sums them up.
class Reporter {
 public:
  Reporter(const Report& report, const Clock& clock)
      : report_(report), clock_(clock), began_(clock.steady()) {}

  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
    report_("attempt", attempt_report(outgoing, attempt));
  }
  void finished(const delivery::Delivery& delivery) {
    summary_.add(delivery);
    report_("delivery", delivery::to_json(delivery));
  }
  void ended() { report_("summary", delivery::to_json(summary_, clock_.steady() - began_)); }

 private:
  const Report& report_;
  const Clock& clock_;
  SteadyTime began_;
  delivery::Summary summary_;
};

class ReplayObserver final : public replay::Observer {
 public:
  explicit ReplayObserver(Reporter& reporter) : reporter_(reporter) {}

  void malformed(const Error& /*error*/) override {}
  void filter_failed(const std::string& /*words*/) override {}
  void waits(std::chrono::nanoseconds /*wait*/, WallTime /*received_at*/) override {}
  void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) override {
    reporter_.attempted(outgoing, attempt);
  }
  void exchanged(const delivery::Envelope& /*sent*/, const net::HttpOutcome& /*came*/) override {}
  void finished(const delivery::Delivery& delivery) override { reporter_.finished(delivery); }
  void notice(const std::string& /*words*/) override {}

 private:
  Reporter& reporter_;
};

void report_failure(const Report& report, const Error& error) {
  report("failed", {{"message", error.what}, {"hint", error.hint}});
}

/// Each event of `source`, twice.
delivery::Source doubled(delivery::Source source) {
  return [source = std::move(source), again = std::optional<delivery::Planned>()]() mutable {
    if (again) return std::exchange(again, std::nullopt);
    again = source();
    return again;
  };
}

}  // namespace

/// Where events go, and how they are spoilt.
struct Sending::Way {
  delivery::RunOptions run;
  delivery::Signing signing = delivery::Signing::valid;
  bool gzip = false;
  bool duplicate = false;
};

Result<Sending::Way> Sending::way(Body& body) {
  std::string to = parts_.default_to;
  std::string signature = "valid";
  std::string attempts = "policy";
  Way way;
  body.text("to", to);
  body.text("signature", signature);
  body.text("attempts", attempts);
  body.flag("gzip", way.gzip);
  body.flag("duplicate", way.duplicate);
  if (auto good = body.check(); !good) return std::move(good).error();
  const auto* signing = std::find_if(signings.begin(), signings.end(),
                                     [&](const auto& one) { return one.first == signature; });
  if (signing == signings.end())
    return usage_error("signature is not valid, missing, wrong or tampered");
  way.signing = signing->second;
  if (attempts != "policy" && attempts != "once")
    return usage_error("attempts is not policy or once");
  if (to.empty()) return usage_error("there is no target", "name one in \"to\"");
  auto target = parts_.target(to);
  if (!target) return std::move(target).error();
  way.run.sender.target = *std::move(target);
  way.run.sender.policy.retry = attempts == "policy";
  way.run.sender.concurrency = 1;
  way.run.sender.response_bytes_max = shown_response_bytes;
  way.run.grace = {};
  return way;
}

Random Sending::next_random() {
  const std::lock_guard lock(mutex_);
  return Random(random_.next());
}

PageAnswer Sending::replay(Body body) {
  std::vector<std::uint64_t> seqs;
  bool keeps_ids = false;
  bool is_verbatim = false;
  body.numbers("seqs", seqs);
  body.flag("keep_ids", keeps_ids);
  body.flag("verbatim", is_verbatim);
  auto way = this->way(body);
  if (!way) return refusal(way.error());
  auto records = selected_records(parts_.store, seqs, is_verbatim);
  if (!records) return refusal(records.error());
  const auto work = [this, records = *std::move(records), run = std::move(way->run), keeps_ids,
                     is_verbatim,
                     random = next_random()](const Report& report, const std::stop_token& stop) {
    replay::Plan plan;
    plan.events = [&records, next = std::size_t{0}]() mutable -> capture::Next<capture::Record> {
      if (next == records.size()) return capture::EndOfInput{};
      return records[next++];
    };
    plan.keep_ids = keeps_ids;
    plan.verbatim = is_verbatim;
    plan.stop = stop;
    Reporter reporter(report, parts_.clock);
    ReplayObserver observer(reporter);
    replay::Replay replay(std::move(plan), random, std::nullopt, observer);
    if (auto begun = replay.begin(); !begun) return report_failure(report, begun.error());
    replay.run({run, false}, parts_.clock, stop);
    if (const auto failure = replay.failure()) report_failure(report, *failure);
    reporter.ended();
  };
  return parts_.actions.start("replay", work);
}

PageAnswer Sending::forge(Body body) {
  webhook::ForgePlan plan;
  std::string type;
  std::string call;
  std::vector<std::string> settings;
  body.text("type", type);
  body.text("call", call);
  body.text("user_id", plan.example.user_id);
  body.texts("set", settings);
  body.texts("unset", plan.changes.unset);
  body.object("data", plan.changes.data);
  body.number("count", plan.count, 1, forged_max);
  auto way = this->way(body);
  if (!way) return refusal(way.error());
  if (type.empty()) return refusal(usage_error("type is missing"));
  if (!call.empty()) {
    if (auto good = parse_call_id(call); !good) return refusal(good.error());
    plan.example.call_cid = plan.bare_call_cid = call;
  }
  plan.types = {type};
  for (const std::string& text : settings) {
    auto setting = webhook::parse_override(text);
    if (!setting) return refusal(setting.error());
    plan.changes.set.push_back(*std::move(setting));
  }
  auto source = webhook::ForgeSource::make(std::move(plan), next_random(), parts_.clock);
  if (!source) return refusal(source.error());
  const std::shared_ptr<webhook::ForgeSource> events = *std::move(source);
  const bool gzip = way->gzip;
  const delivery::Signing signing = way->signing;
  return deliver("forge", *std::move(way),
                 [events, gzip, signing]() -> std::optional<delivery::Planned> {
                   auto event = events->next();
                   if (!event) return std::nullopt;
                   delivery::Planned planned;
                   planned.outgoing = {std::move(event->webhook_id),
                                       std::move(event->type),
                                       std::move(event->call_cid),
                                       std::make_shared<const std::string>(std::move(event->body)),
                                       gzip,
                                       signing};
                   return planned;
                 });
}

PageAnswer Sending::send(Body body) {
  std::string text;
  std::string webhook_id;
  body.text("body", text);
  body.text("webhook_id", webhook_id);
  auto way = this->way(body);
  if (!way) return refusal(way.error());
  const auto event = parse_json(text);
  if (!event || !event->is_object())
    return refusal(
        usage_error(event ? "the event is no JSON object" : "the event is " + event.error().what));
  capture::Record record;
  replay::rewrite(record, std::move(text));
  delivery::Outgoing outgoing{
      webhook_id.empty() ? next_random().uuid() : webhook_id,      record.type, record.call_cid,
      std::make_shared<const std::string>(std::move(record.body)), way->gzip,   way->signing};
  return deliver("send", *std::move(way),
                 [once = std::optional(delivery::Planned{std::move(outgoing)})]() mutable {
                   return std::exchange(once, std::nullopt);
                 });
}

PageAnswer Sending::check(Body body) {
  return start_check(std::move(body), parts_, next_random());
}

PageAnswer Sending::deliver(const char* name, Way&& way, delivery::Source source) {
  if (way.duplicate) source = doubled(std::move(source));
  return parts_.actions.start(name, [this, run = std::move(way.run), source = std::move(source)](
                                        const Report& report, const std::stop_token& stop) {
    Reporter reporter(report, parts_.clock);
    delivery::Sender::Observer observer;
    observer.attempted = [&](const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) {
      reporter.attempted(outgoing, attempt);
    };
    observer.finished = [&](delivery::Delivery&& delivery) { reporter.finished(delivery); };
    delivery::deliver_all(run, source, observer, parts_.clock, stop);
    reporter.ended();
  });
}

}  // namespace streamctl::inspector
