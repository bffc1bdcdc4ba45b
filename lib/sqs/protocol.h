// SQS's JSON protocol: requests, and the content of their answers. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace streamctl::sqs {

/// The most entries in one request. Source: AWS, "Amazon SQS quotas".
constexpr std::size_t batch_entries_max = 10;
/// The most bytes in one message, and in all messages of a batch together. AWS accepts more today;
/// Stream recommends this limit, and other servers of the protocol enforce it.
constexpr std::size_t message_bytes_max = 256 * 1024;
/// The longest a receive may wait for messages.
constexpr std::chrono::seconds long_poll_most{20};
/// The longest a message may stay invisible.
constexpr std::chrono::seconds visibility_most{12 * 60 * 60};

/// One request to a queue.
struct Operation {
  std::string action;  ///< "ReceiveMessage".
  std::string body;    ///< A JSON object, without QueueUrl.
  /// How long the server may take in addition to the usual timeout: the long poll.
  std::chrono::seconds waits{0};
};

struct Message {
  std::string id;       ///< From SQS, as is all of it: not safe to print.
  std::string receipt;  ///< The handle to delete it by; new with each receive.
  std::string body;
  int receive_count = 1;  ///< Including this receive.
  std::string group;      ///< On a FIFO queue; else empty.
  bool is_intact = true;  ///< The body matches MD5OfBody, or there is no MD5OfBody.
  bool operator==(const Message&) const = default;
};

Operation receive_messages(std::size_t count, std::chrono::seconds wait,
                           std::chrono::seconds visibility);
/// The messages of a ReceiveMessage answer; one that lacks a required member is left out. Kind
/// refused: not such an answer.
Result<std::vector<Message>> messages_in(std::string_view answer);

/// The entries of a batch get their index as id.
Operation delete_messages(const std::vector<std::string_view>& receipts);
Operation change_visibility(const std::vector<std::string_view>& receipts,
                            std::chrono::seconds visibility);

struct Sendable {
  std::string body;
  std::string group;         ///< On a FIFO queue; else empty.
  std::string duplicate_id;  ///< On a FIFO queue: SQS drops a repeated id for 5 minutes.
};
Operation send_messages(const std::vector<Sendable>& messages);

/// The result of one entry of a batch.
struct EntryResult {
  bool done = false;
  std::string message_id;  ///< For SendMessageBatch.
  std::string
      code;  ///< If it failed: "InternalError", "ReceiptHandleIsInvalid". Not safe to print.
  std::string message;        ///< Not safe to print.
  bool sender_fault = false;  ///< A retry would fail again.
  bool operator==(const EntryResult&) const = default;
};
/// The results of a batch of `count` entries, in their order. An entry missing from the answer has
/// failed.
std::vector<EntryResult> entry_results(std::string_view answer, std::size_t count);

/// Attributes of a queue.
struct QueueAttributes {
  std::chrono::seconds visibility{30};  ///< VisibilityTimeout.
  bool has_redrive = false;     ///< There is a dead-letter queue for messages received too often.
  std::uint64_t visible = 0;    ///< ApproximateNumberOfMessages.
  std::uint64_t in_flight = 0;  ///< ApproximateNumberOfMessagesNotVisible.
  bool operator==(const QueueAttributes&) const = default;
};
Operation get_attributes();
/// Attributes that do not parse keep their defaults.
QueueAttributes attributes_in(std::string_view answer);

}  // namespace streamctl::sqs
