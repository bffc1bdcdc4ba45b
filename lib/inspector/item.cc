#include "inspector/item.h"

#include <set>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "capture/record.h"
#include "core/text.h"
#include "core/time_text.h"
#include "delivery/attempt.h"
#include "listener/answers.h"
#include "net/status.h"
#include "sns/endpoint.h"
#include "webhook/catalogue.h"
#include "webhook/verify.h"

namespace streamctl::inspector {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t short_id_bytes = 8;
/// What a row describes.
constexpr const char* delivery_row = "delivery";
constexpr const char* request_row = "request";
constexpr const char* note_row = "note";
/// A row is what a list draws: longer texts are in the body alone.
constexpr std::size_t name_bytes_max = 256;
constexpr std::size_t words_bytes_max = 1024;
/// What an item takes beyond its texts.
constexpr std::size_t item_bytes = 1536;

/// The beginning of a text, as a row has it.
std::string begun(std::string_view text, std::size_t bytes_max) {
  const std::string_view kept = cut_to_bytes(text, bytes_max);
  return printable(kept) + (kept.size() < text.size() ? "…" : "");
}

Verdict verdict_on(const listener::Seen& seen) {
  if (const auto* delivery = std::get_if<listener::Delivery>(&seen)) {
    if (delivery->fault) return Verdict::refused;
    return net::is_success(delivery->status) ? Verdict::accepted : Verdict::failed;
  }
  return std::holds_alternative<listener::Refusal>(seen) ? Verdict::refused : Verdict::accepted;
}

Json number_or_null(unsigned status) {
  return status == 0 ? Json(nullptr) : Json(status);
}

Json targets_of(const listener::Delivery& delivery) {
  Json targets = Json::array();
  for (const listener::Forwarded& target : delivery.forwarded)
    targets.push_back({{"url", printable(target.url)},
                       {"outcome", delivery::name_of(target.answer.outcome)},
                       {"status", number_or_null(target.answer.status)},
                       {"duration_ms", Milliseconds(target.answer.duration).count()},
                       {"error", printable(target.answer.error)}});
  return targets;
}

/// The group of a type, which the page colours; empty for one that is not in the catalogue, where
/// anybody may have written anything.
std::string group_of(const std::string& type) {
  static const std::set<std::string> known = [] {
    std::set<std::string> groups;
    for (const webhook::EventType& one : webhook::event_types())
      groups.insert(one.group);
    return groups;
  }();
  std::string group = webhook::group_of(type);
  return known.contains(group) ? group : "";
}

std::string reason_of(const listener::Delivery& delivery) {
  const std::string note = begun(delivery.note, words_bytes_max);
  if (!delivery.fault) return note;
  const std::string why(webhook::explain(*delivery.fault));
  return note.empty() ? why : why + ": " + note;
}

void add_to(Json& row, const listener::Delivery& delivery) {
  const capture::Record& record = delivery.record;
  row["kind"] = delivery_row;
  row["at"] = rfc3339_micros(record.received_at);
  row["transport"] = capture::name_of(record.transport);
  row["code"] = delivery.fault ? Json(listener::name_of(*delivery.fault)) : Json(nullptr);
  const std::string reason = reason_of(delivery);
  row["reason"] = reason.empty() ? Json(nullptr) : Json(reason);
  row["type"] = begun(record.type, name_bytes_max);
  row["group"] = group_of(record.type);
  row["call_cid"] = begun(record.call_cid, name_bytes_max);
  // Its beginning names it too.
  row["webhook_id"] = printable(cut_to_bytes(record.webhook_id, name_bytes_max));
  row["short_id"] = printable(cut_to_bytes(record.webhook_id, short_id_bytes));
  row["attempt"] = record.attempt;
  row["retry"] = delivery.retry;
  row["duplicate"] = delivery.duplicate;
  row["bytes"] = delivery.body_bytes;
  row["wire_bytes"] = delivery.wire_bytes;
  row["gzip"] = delivery.compressed;
  row["verified"] = record.verified;
  // A WebSocket is not answered: the status of what came by one is that of its targets.
  const bool is_answered =
      record.transport != capture::Transport::websocket || !delivery.forwarded.empty();
  row["status"] = number_or_null(is_answered ? delivery.status : 0);
  row["misbehaviour"] = printable(delivery.misbehaviour);
  row["remote"] = printable(record.remote);
  row["recorded"] = delivery.recorded;
  row["targets"] = targets_of(delivery);
}

void add_to(Json& row, const listener::Refusal& refusal) {
  row["kind"] = request_row;
  row["at"] = rfc3339_micros(refusal.received_at);
  row["code"] = "not_a_delivery";
  row["reason"] = refusal.why;
  row["summary"] = begun(refusal.method + " " + refusal.target, words_bytes_max);
  row["status"] = refusal.status;
  row["remote"] = printable(refusal.remote);
}

void add_to(Json& row, const sns::Confirmation& confirmation) {
  row["kind"] = note_row;
  row["at"] = rfc3339_micros(confirmation.at);
  row["summary"] = confirmation.confirmed ? "a subscription of Amazon SNS was confirmed"
                                          : "a message of Amazon SNS about a subscription";
  row["status"] = confirmation.status;
}

void add_to(Json& row, const listener::Aside& aside) {
  row["kind"] = note_row;
  row["summary"] = begun(aside.line, words_bytes_max);
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::accepted:
      return "accepted";
    case Verdict::refused:
      return "refused";
    case Verdict::failed:
      return "failed";
  }
  return "";
}

Json row_of(const Item& item, std::chrono::nanoseconds took) {
  Json row{{"seq", item.seq == 0 ? Json(nullptr) : Json(item.seq)},
           {"verdict", name_of(item.verdict)},
           {"who", item.facts.who},
           {"user", item.facts.user},
           {"summary", joined(item.facts.others, ", ")},
           {"duration_ms", Milliseconds(took).count()}};
  std::visit([&row](const auto& seen) { add_to(row, seen); }, item.seen);
  return row;
}

namespace {

/// So that a search finds a refused delivery by what its body says.
void name_refused(listener::Seen& seen, const Facts& facts) {
  auto* delivery = std::get_if<listener::Delivery>(&seen);
  if (delivery == nullptr || !delivery->fault) return;
  capture::Record& record = delivery->record;
  if (record.type.empty()) record.type = facts.type;
  if (record.call_cid.empty()) record.call_cid = facts.call_cid;
}

}  // namespace

Item item_of(std::uint64_t seq, listener::Seen&& seen, std::chrono::nanoseconds took,
             const Describe& describe) {
  Item item{seq, std::move(seen)};
  item.verdict = verdict_on(item.seen);
  std::size_t texts = 0;
  if (const listener::Delivery* delivery = item.delivery()) {
    item.facts = describe(delivery->record.body);
    name_refused(item.seen, item.facts);
    texts = delivery->record.body.size();
    for (const net::Header& field : delivery->record.headers)
      texts += sizeof field + field.name.size() + field.value.size();
  }
  item.row = json_line(row_of(item, took));
  item.bytes = item_bytes + item.row.size() + texts;
  return item;
}

}  // namespace streamctl::inspector
