#include "render/inspection.h"

#include <cstddef>
#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "delivery/envelope.h"
#include "listener/passed_on.h"
#include "net/headers.h"
#include "render/curl_command.h"
#include "render/event_facts.h"
#include "render/explanations.h"

namespace streamctl::cli {
namespace {

/// Linux refuses longer arguments; quoting makes them longer.
constexpr std::size_t argument_bytes_max = 60'000;

std::string curl_of(const listener::Delivery& delivery, const std::string& to) {
  net::Headers headers;
  for (const net::Header& field : listener::passed_on(delivery.record.headers))
    // The body is the uncompressed one.
    if (!equals_ignoring_case(field.name, "Content-Encoding")) headers.add(field.name, field.value);
  delivery::Target target;
  target.url = to;
  return curl_command(target, {headers, std::make_shared<const std::string>(delivery.record.body)});
}

}  // namespace

inspector::Facts inspected_facts(std::string_view body) {
  EventFacts facts = facts_of(body);
  return {std::move(facts.who), std::move(facts.user), std::move(facts.others),
          std::move(facts.type), std::move(facts.call_cid)};
}

std::chrono::nanoseconds time_of(const delivery::Delivery& delivery) {
  if (delivery.attempts.empty()) return {};
  return delivery.attempts.back().offset + delivery.attempts.back().duration;
}

listener::Seen inspected_delivery(const delivery::Delivery& delivery, const std::string& url) {
  listener::Delivery seen;
  capture::Record& record = seen.record;
  record.webhook_id = delivery.webhook_id;
  record.type = delivery.type;
  record.call_cid = delivery.call_cid;
  if (delivery.body != nullptr) record.body = *delivery.body;
  record.verified = true;  // We signed it.
  seen.body_bytes = seen.wire_bytes = record.body.size();
  if (!delivery.attempts.empty()) {
    const delivery::Attempt& last = delivery.attempts.back();
    record.received_at = delivery.attempts.front().at;
    record.attempt = last.number;
    seen.status = last.status;
    seen.retry = last.number > 1;
    seen.forwarded.push_back({url, last, delivery});
    seen.forwarded.back().report->body.reset();  // The record has it.
  }
  return seen;
}

Json inspected_commands(const listener::Delivery& delivery, const InspectedCommands& options) {
  Json commands = Json::object();
  if (options.to.empty()) return commands;
  const capture::Record& record = delivery.record;
  if (record.body.size() <= argument_bytes_max) {
    if (record.transport == capture::Transport::webhook && !record.headers.empty())
      commands["curl"] = curl_of(delivery, options.to);
    const bool is_word = !record.type.empty() && !record.type.starts_with('-');  // No option.
    if (!delivery.fault && is_word && printable(record.body) == record.body)
      commands["forge"] = "streamctl forge " + shell_word(record.type) + " --data " +
                          shell_word(record.body) + " --to " + shell_word(options.to);
  }
  const bool is_kept = !delivery.fault && (delivery.recorded || options.keeps_history);
  std::string replay;
  if (is_kept)
    replay =
        replay_command(delivery.recorded ? options.record : "", record.webhook_id, {}, options.to);
  if (!replay.empty()) commands["replay"] = replay;
  return commands;
}

}  // namespace streamctl::cli
