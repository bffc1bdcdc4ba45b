#include "sqs/protocol.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace streamctl::sqs {
namespace {

using std::chrono::seconds;

constexpr int receive_count_max = 1'000'000;

std::string text_at(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::uint64_t> number_at(const Json& object, const char* key) {
  const std::string text = text_at(object, key);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The value under `key`, or an empty one.
const Json& part(const Json& object, const char* key) {
  static const Json nothing;
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found == object.end() ? nothing : *found;
}

std::optional<Message> message_in(const Json& entry) {
  Message message;
  message.id = text_at(entry, "MessageId");
  message.receipt = text_at(entry, "ReceiptHandle");
  message.body = text_at(entry, "Body");
  if (message.id.empty() || message.receipt.empty()) return std::nullopt;
  const Json& attributes = part(entry, "Attributes");
  const auto count = number_at(attributes, "ApproximateReceiveCount").value_or(1);
  message.receive_count = static_cast<int>(std::clamp<std::uint64_t>(count, 1, receive_count_max));
  message.group = text_at(attributes, "MessageGroupId");
  return message;
}

/// The place in its batch of an entry that an answer is about.
std::optional<std::size_t> place_of(const Json& entry, std::size_t count) {
  const auto place = number_at(entry, "Id");
  if (!place || *place >= count) return std::nullopt;
  return static_cast<std::size_t>(*place);
}

template <class Item, class Fill>
Operation batch(std::string action, const std::vector<Item>& items, const Fill& fill) {
  Json entries = Json::array();
  for (const Item& item : items) {
    Json entry{{"Id", std::to_string(entries.size())}};
    fill(entry, item);
    entries.push_back(std::move(entry));
  }
  return {std::move(action), {{"Entries", std::move(entries)}}};
}

}  // namespace

Operation receive_messages(std::size_t count, seconds wait, seconds visibility) {
  return {"ReceiveMessage",
          {{"MaxNumberOfMessages", count},
           {"WaitTimeSeconds", wait.count()},
           {"VisibilityTimeout", visibility.count()},
           // By the older of its two names, which every server of the protocol knows.
           {"AttributeNames", {"ApproximateReceiveCount", "MessageGroupId"}}},
          wait};
}

Result<std::vector<Message>> messages_in(const Json& answer) {
  const Json& entries = part(answer, "Messages");
  if (!answer.is_object() || !(entries.is_array() || entries.is_null()))
    return refused_error("the answer is not one to ReceiveMessage");
  std::vector<Message> messages;
  for (const Json& entry : entries)
    if (auto message = message_in(entry)) messages.push_back(*std::move(message));
  return messages;
}

Operation delete_messages(const std::vector<std::string>& receipts) {
  return batch("DeleteMessageBatch", receipts,
               [](Json& entry, const std::string& receipt) { entry["ReceiptHandle"] = receipt; });
}

Operation change_visibility(const std::vector<std::string>& receipts, seconds visibility) {
  return batch("ChangeMessageVisibilityBatch", receipts,
               [&](Json& entry, const std::string& receipt) {
                 entry["ReceiptHandle"] = receipt;
                 entry["VisibilityTimeout"] = visibility.count();
               });
}

Operation send_messages(const std::vector<Sendable>& messages) {
  return batch("SendMessageBatch", messages, [](Json& entry, const Sendable& message) {
    entry["MessageBody"] = message.body;
    if (!message.group.empty()) entry["MessageGroupId"] = message.group;
    if (!message.duplicate_id.empty()) entry["MessageDeduplicationId"] = message.duplicate_id;
  });
}

std::vector<EntryResult> entry_results(const Json& answer, std::size_t count) {
  std::vector<EntryResult> results(count);
  for (const Json& entry : part(answer, "Successful"))
    if (const auto place = place_of(entry, count)) {
      results[*place].done = true;
      results[*place].message_id = text_at(entry, "MessageId");
    }
  for (const Json& entry : part(answer, "Failed"))
    if (const auto place = place_of(entry, count)) {
      const Json& sender = part(entry, "SenderFault");
      results[*place] = {false, "", text_at(entry, "Code"), text_at(entry, "Message"),
                         sender.is_boolean() && sender.get<bool>()};
    }
  return results;
}

Operation get_attributes() {
  return {"GetQueueAttributes",
          {{"AttributeNames",
            {"VisibilityTimeout", "RedrivePolicy", "ApproximateNumberOfMessages",
             "ApproximateNumberOfMessagesNotVisible"}}}};
}

QueueAttributes attributes_in(const Json& answer) {
  const Json& said = part(answer, "Attributes");
  QueueAttributes read;
  const auto visibility = number_at(said, "VisibilityTimeout");
  if (visibility && *visibility <= static_cast<std::uint64_t>(visibility_most.count()))
    read.visibility = seconds{*visibility};
  read.has_redrive = !text_at(said, "RedrivePolicy").empty();
  read.visible = number_at(said, "ApproximateNumberOfMessages").value_or(0);
  read.in_flight = number_at(said, "ApproximateNumberOfMessagesNotVisible").value_or(0);
  return read;
}

}  // namespace streamctl::sqs
