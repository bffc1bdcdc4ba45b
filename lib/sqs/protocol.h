// SQS's JSON protocol: what is asked, and what the answers say. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::sqs {

/// Of one request. Source: AWS, "Amazon SQS quotas".
constexpr std::size_t batch_entries_max = 10;
/// Of one message, and of all messages of a batch together. AWS takes more today; Stream advises
/// for this much, and other servers of the protocol keep to it.
constexpr std::size_t message_bytes_max = 256 * 1024;
/// The longest a receive may wait for messages.
constexpr std::chrono::seconds long_poll_most{20};
/// The longest a message may stay invisible.
constexpr std::chrono::seconds visibility_most{12 * 60 * 60};

/// One request to a queue.
struct Operation {
  std::string action;  ///< "ReceiveMessage".
  Json body;           ///< Without QueueUrl.
  /// How long the server may take beside the usual: of a long poll.
  std::chrono::seconds waits{0};
};

struct Message {
  std::string id;       ///< Foreign, as is all of it.
  std::string receipt;  ///< What deletes this receive of it.
  std::string body;
  int receive_count = 1;  ///< This receive included.
  std::string group;      ///< Of a FIFO queue; else empty.
  bool is_intact = true;  ///< The body is what MD5OfBody says; or nothing says what it is.
  bool operator==(const Message&) const = default;
};

Operation receive_messages(std::size_t count, std::chrono::seconds wait,
                           std::chrono::seconds visibility);
/// Kind refused: not an answer to ReceiveMessage. A message that lacks a part is left out.
Result<std::vector<Message>> messages_in(std::string_view answer);

/// One of the entries of a batch, by its place in it.
Operation delete_messages(const std::vector<std::string>& receipts);
Operation change_visibility(const std::vector<std::string>& receipts,
                            std::chrono::seconds visibility);

struct Sendable {
  std::string body;
  std::string group;         ///< Of a FIFO queue; else empty.
  std::string duplicate_id;  ///< Likewise: of two with the same within 5 minutes one is kept.
};
Operation send_messages(const std::vector<Sendable>& messages);

/// How one entry of a batch fared.
struct EntryResult {
  bool done = false;
  std::string message_id;     ///< Of a message that was sent.
  std::string code;           ///< Why not, foreign: "InternalError", "ReceiptHandleIsInvalid".
  std::string message;        ///< Foreign.
  bool sender_fault = false;  ///< The same entry will fail again.
  bool operator==(const EntryResult&) const = default;
};
/// Of the answer to a batch of `count`, in the order of its entries. One that the answer does not
/// mention has failed.
std::vector<EntryResult> entry_results(std::string_view answer, std::size_t count);

/// What a queue says of itself.
struct QueueAttributes {
  std::chrono::seconds visibility{30};  ///< VisibilityTimeout.
  bool has_redrive = false;             ///< Messages that fail too often go to a dead-letter queue.
  std::uint64_t visible = 0;            ///< ApproximateNumberOfMessages.
  std::uint64_t in_flight = 0;          ///< ApproximateNumberOfMessagesNotVisible.
  bool operator==(const QueueAttributes&) const = default;
};
Operation get_attributes();
/// What does not parse is as by default.
QueueAttributes attributes_in(std::string_view answer);

}  // namespace streamctl::sqs
