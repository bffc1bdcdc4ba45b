#include "inspector/item.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "capture/record.h"
#include "core/json_string.h"
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

/// Writes the JSON of a row member by member: thousands a second are made.
class RowText {
 public:
  /// `text` must be printable.
  void text(std::string_view name, std::string_view text) {
    begin(name);
    append_json_string_repaired(text, text_);
  }
  /// Null where it is empty.
  void text_or_null(std::string_view name, std::string_view text) {
    text.empty() ? raw(name, "null") : this->text(name, text);
  }
  void number(std::string_view name, std::uint64_t number) { raw(name, std::to_string(number)); }
  /// Null where it is 0.
  void number_or_null(std::string_view name, std::uint64_t number) {
    raw(name, number == 0 ? "null" : std::to_string(number));
  }
  void flag(std::string_view name, bool flag) { raw(name, flag ? "true" : "false"); }
  /// In milliseconds; a clock that was set back makes it 0.
  void duration(std::string_view name, std::chrono::nanoseconds duration) {
    const auto micros = std::max<std::int64_t>(duration / std::chrono::microseconds{1}, 0);
    const std::string rest = std::to_string(micros % 1000);
    raw(name, std::to_string(micros / 1000) + "." + std::string(3 - rest.size(), '0') + rest);
  }
  /// `json` is a value.
  void raw(std::string_view name, std::string_view json) {
    begin(name);
    text_ += json;
  }
  std::string take() { return std::move(text_ += '}'); }

 private:
  void begin(std::string_view name) {
    text_ += text_.empty() ? "{\"" : ",\"";
    text_.append(name).append("\":");
  }

  std::string text_;
};

std::string targets_of(const listener::Delivery& delivery) {
  std::string targets;
  for (const listener::Forwarded& target : delivery.forwarded) {
    RowText one;
    one.text("url", printable(target.url));
    one.text("outcome", delivery::name_of(target.answer.outcome));
    one.number_or_null("status", target.answer.status);
    one.duration("duration_ms", target.answer.duration);
    one.text("error", printable(target.answer.error));
    targets += (targets.empty() ? "" : ",") + one.take();
  }
  return "[" + targets + "]";
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

void add_to(RowText& row, const listener::Delivery& delivery) {
  const capture::Record& record = delivery.record;
  row.text("kind", delivery_row);
  row.text("at", rfc3339_micros(record.received_at));
  row.text("transport", capture::name_of(record.transport));
  row.text_or_null("code", delivery.fault ? listener::name_of(*delivery.fault) : "");
  row.text_or_null("reason", reason_of(delivery));
  row.text("type", begun(record.type, name_bytes_max));
  row.text("group", group_of(record.type));
  row.text("call_cid", begun(record.call_cid, name_bytes_max));
  // Its beginning names it too.
  row.text("webhook_id", printable(cut_to_bytes(record.webhook_id, name_bytes_max)));
  row.text("short_id", printable(cut_to_bytes(record.webhook_id, short_id_bytes)));
  row.number("attempt", static_cast<std::uint64_t>(record.attempt));
  row.flag("retry", delivery.retry);
  row.flag("duplicate", delivery.duplicate);
  row.number("bytes", delivery.body_bytes);
  row.number("wire_bytes", delivery.wire_bytes);
  row.flag("gzip", delivery.compressed);
  row.flag("verified", record.verified);
  // A WebSocket is not answered: the status of what came by one is that of its targets.
  const bool is_answered =
      record.transport != capture::Transport::websocket || !delivery.forwarded.empty();
  row.number_or_null("status", is_answered ? delivery.status : 0);
  row.text("misbehaviour", printable(delivery.misbehaviour));
  row.text("remote", printable(record.remote));
  row.flag("recorded", delivery.recorded);
  row.raw("targets", targets_of(delivery));
}

void add_to(RowText& row, const listener::Refusal& refusal) {
  row.text("kind", request_row);
  row.text("at", rfc3339_micros(refusal.received_at));
  row.text("code", "not_a_delivery");
  row.text("reason", refusal.why);
  row.text("summary", begun(refusal.method + " " + refusal.target, words_bytes_max));
  row.number("status", refusal.status);
  row.text("remote", printable(refusal.remote));
}

void add_to(RowText& row, const sns::Confirmation& confirmation) {
  row.text("kind", note_row);
  row.text("at", rfc3339_micros(confirmation.at));
  row.text("summary", confirmation.confirmed ? "a subscription of Amazon SNS was confirmed"
                                             : "a message of Amazon SNS about a subscription");
  row.number("status", confirmation.status);
}

void add_to(RowText& row, const listener::Aside& aside) {
  row.text("kind", note_row);
  row.text("summary", begun(aside.line, words_bytes_max));
}

std::string row_of(const Item& item, std::chrono::nanoseconds took) {
  RowText row;
  row.number_or_null("seq", item.seq);
  row.text("verdict", name_of(item.verdict));
  row.text("who", item.facts.who);
  row.text("user", item.facts.user);
  if (item.delivery() != nullptr) row.text("summary", joined(item.facts.others, ", "));
  row.duration("duration_ms", took);
  std::visit([&row](const auto& seen) { add_to(row, seen); }, item.seen);
  return row.take();
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
  item.row = row_of(item, took);
  item.bytes = item_bytes + item.row.size() + texts;
  return item;
}

}  // namespace streamctl::inspector
