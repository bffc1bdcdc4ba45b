#include "sqs/protocol.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "core/json_string.h"
#include "crypto/md5.h"
#include "webhook/any_json.h"

namespace streamctl::sqs {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using std::chrono::seconds;

constexpr int receive_count_max = 1'000'000;

/// Its memory is used again for the next answer, unless this one was unusually large.
simdjson::dom::parser& parser_of_thread() {
  constexpr std::size_t kept_bytes_max = 512 * 1024;
  thread_local simdjson::dom::parser parser;
  if (parser.capacity() > kept_bytes_max) parser = simdjson::dom::parser();
  return parser;
}

/// The member of an object, if it is there.
using Part = simdjson::simdjson_result<element>;

std::string_view text_of(Part part) {
  std::string_view text;
  return part.get(text) == simdjson::SUCCESS ? text : "";
}

bool is_true(Part part) {
  bool value = false;
  return part.get(value) == simdjson::SUCCESS && value;
}

std::string text_at(element object, std::string_view key) {
  return std::string(text_of(object[key]));
}

std::optional<std::uint64_t> number_of(Part part) {
  const std::string_view text = text_of(part);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The entries of a list; none if it is not a list.
std::vector<element> entries_of(Part part) {
  std::vector<element> entries;
  array list;
  if (part.get(list) != simdjson::SUCCESS) return entries;
  for (const element entry : list)
    entries.push_back(entry);
  return entries;
}

std::optional<Message> message_in(element entry) {
  Message message;
  message.id = text_at(entry, "MessageId");
  message.receipt = text_at(entry, "ReceiptHandle");
  message.body = text_at(entry, "Body");
  if (message.id.empty() || message.receipt.empty()) return std::nullopt;
  const std::string_view sum = text_of(entry["MD5OfBody"]);
  message.is_intact =
      sum.empty() || crypto::md5_hex(message.body).value_or(std::string(sum)) == sum;
  const Part attributes = entry["Attributes"];
  const auto count = number_of(attributes["ApproximateReceiveCount"]).value_or(1);
  message.receive_count = static_cast<int>(std::clamp<std::uint64_t>(count, 1, receive_count_max));
  message.group = text_of(attributes["MessageGroupId"]);
  return message;
}

/// The index in its batch of an entry of an answer.
std::optional<std::size_t> place_of(element entry, std::size_t count) {
  const auto place = number_of(entry["Id"]);
  if (!place || *place >= count) return std::nullopt;
  return static_cast<std::size_t>(*place);
}

/// Appends `,"name":"text"`.
void append_member(std::string_view name, std::string_view text, std::string& body) {
  body.append(",\"").append(name).append("\":");
  append_json_value_string(text, body);
}

/// As text: a Json of ten receipts would take as long as the rest. `append` appends the members of
/// an entry but its Id.
template <class Item, class Append>
Operation batch(std::string action, const std::vector<Item>& items, const Append& append) {
  std::string body = R"({"Entries":[)";
  for (std::size_t i = 0; i < items.size(); ++i) {
    body.append(i == 0 ? "{" : ",{").append(R"("Id":")").append(std::to_string(i)) += '"';
    append(body, items[i]);
    body += '}';
  }
  body += "]}";
  return {std::move(action), std::move(body)};
}

}  // namespace

Operation receive_messages(std::size_t count, seconds wait, seconds visibility) {
  // AttributeNames is the older of its two names, which every server of the protocol knows.
  return {"ReceiveMessage",
          R"({"MaxNumberOfMessages":)" + std::to_string(count) + R"(,"WaitTimeSeconds":)" +
              std::to_string(wait.count()) + R"(,"VisibilityTimeout":)" +
              std::to_string(visibility.count()) +
              R"(,"AttributeNames":["ApproximateReceiveCount","MessageGroupId"]})",
          wait};
}

Result<std::vector<Message>> messages_in(std::string_view answer) {
  const Part root = webhook::parse_any(parser_of_thread(), answer);
  const Part list = root["Messages"];
  std::vector<Message> messages;
  if (root.is_object() && (list.error() == simdjson::NO_SUCH_FIELD || list.is_null()))
    return messages;
  array entries;
  if (list.get(entries) != simdjson::SUCCESS)
    return refused_error("the answer is not one to ReceiveMessage");
  for (const element entry : entries)
    if (auto message = message_in(entry)) messages.push_back(*std::move(message));
  return messages;
}

Operation delete_messages(const std::vector<std::string_view>& receipts) {
  return batch("DeleteMessageBatch", receipts, [](std::string& body, std::string_view receipt) {
    append_member("ReceiptHandle", receipt, body);
  });
}

Operation change_visibility(const std::vector<std::string_view>& receipts, seconds visibility) {
  return batch("ChangeMessageVisibilityBatch", receipts,
               [&](std::string& body, std::string_view receipt) {
                 append_member("ReceiptHandle", receipt, body);
                 body.append(R"(,"VisibilityTimeout":)").append(std::to_string(visibility.count()));
               });
}

Operation send_messages(const std::vector<Sendable>& messages) {
  return batch("SendMessageBatch", messages, [](std::string& body, const Sendable& message) {
    append_member("MessageBody", message.body, body);
    if (!message.group.empty()) append_member("MessageGroupId", message.group, body);
    if (!message.duplicate_id.empty())
      append_member("MessageDeduplicationId", message.duplicate_id, body);
  });
}

std::vector<EntryResult> entry_results(std::string_view answer, std::size_t count) {
  const Part root = parser_of_thread().parse(answer.data(), answer.size());
  std::vector<EntryResult> results(count);
  for (const element entry : entries_of(root["Successful"]))
    if (const auto place = place_of(entry, count)) {
      results[*place].done = true;
      results[*place].message_id = text_at(entry, "MessageId");
    }
  for (const element entry : entries_of(root["Failed"]))
    if (const auto place = place_of(entry, count)) {
      results[*place] = {false, "", text_at(entry, "Code"), text_at(entry, "Message"),
                         is_true(entry["SenderFault"])};
    }
  return results;
}

Operation get_attributes() {
  return {"GetQueueAttributes",
          R"({"AttributeNames":["VisibilityTimeout","RedrivePolicy","ApproximateNumberOfMessages",)"
          R"("ApproximateNumberOfMessagesNotVisible"]})"};
}

QueueAttributes attributes_in(std::string_view answer) {
  simdjson::dom::parser parser;
  const Part attributes = parser.parse(answer.data(), answer.size())["Attributes"];
  QueueAttributes read;
  const auto visibility = number_of(attributes["VisibilityTimeout"]);
  if (visibility && *visibility <= static_cast<std::uint64_t>(visibility_most.count()))
    read.visibility = seconds{*visibility};
  read.has_redrive = !text_of(attributes["RedrivePolicy"]).empty();
  read.visible = number_of(attributes["ApproximateNumberOfMessages"]).value_or(0);
  read.in_flight = number_of(attributes["ApproximateNumberOfMessagesNotVisible"]).value_or(0);
  return read;
}

}  // namespace streamctl::sqs
