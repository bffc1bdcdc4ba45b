// An in-memory queue behind a scripted peer, and clients of it.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/queue.h"
#include "net/scripted_peer.h"
#include "sqs/client.h"

namespace streamctl::sqs {

/// "ReceiveMessage" of a request to SQS.
inline std::string action_of(const testing::PeerRequest& request) {
  const std::string target = request.field("X-Amz-Target");
  return target.substr(target.find('.') + 1);
}

/// The member `key` of each entry of a batch request.
inline std::vector<std::string> entries_of(const testing::PeerRequest& request, const char* key) {
  std::vector<std::string> values;
  const Json body = Json::parse(request.body);
  for (const Json& entry : body["Entries"])
    values.push_back(entry[key].get<std::string>());
  return values;
}

/// An answer that reports success for every entry of a batch request.
inline testing::Step all_done(const testing::PeerRequest& request) {
  Json answer{{"Successful", Json::array()}};
  for (const std::string& id : entries_of(request, "Id"))
    answer["Successful"].push_back({{"Id", id}, {"MessageId", "sqs-" + id}});
  return testing::answer(200, json_line(answer));
}

inline std::unique_ptr<Client> client_of(const testing::ScriptedPeer& peer, const Clock& clock,
                                         const std::string& queue = "q") {
  Client::Options options;
  options.place.endpoint = peer.url();
  options.place.region = "eu-central-1";
  options.place.queue = *parse_queue_url("https://sqs.eu-central-1.amazonaws.com/1/" + queue);
  options.connections_max = 8;
  const aws::Credentials keys{"AKID", Secret("s3cret"), Secret(), {}, false, "test"};
  return std::make_unique<Client>(
      options, aws::CredentialSource([keys] { return Result<aws::Credentials>(keys); }, clock));
}

/// Waits for the next item from another thread; the test's timeout bounds the wait.
template <class T>
T next(BoundedQueue<T>& queue) {
  return *queue.pop();
}

/// Serves messages in order, and reports the other requests. A receive removes its messages: there
/// is no visibility timeout.
class FakeQueue {
 public:
  /// One other request: "DeleteMessageBatch r-1 r-2", "ChangeMessageVisibilityBatch:30 r-1".
  BoundedQueue<std::string> requests{10'000};

  /// Adds "id-N" with the receipt "r-N" and the body `body`.
  void add(int number, const std::string& body, const std::string& group = "",
           const std::string& md5 = "") {
    Json message{{"MessageId", "id-" + std::to_string(number)},
                 {"ReceiptHandle", "r-" + std::to_string(number)},
                 {"Body", body}};
    if (!md5.empty()) message["MD5OfBody"] = md5;
    if (!group.empty()) message["Attributes"] = {{"MessageGroupId", group}};
    const std::lock_guard lock(mutex_);
    messages_.push_back(std::move(message));
  }

  /// Answers the next receives with these, before any message.
  void fail_with(std::vector<testing::Step> answers) {
    const std::lock_guard lock(mutex_);
    failures_ = {answers.begin(), answers.end()};
  }

  testing::Step operator()(const testing::PeerRequest& request) {
    const std::string action = action_of(request);
    if (action == "ReceiveMessage") return receive(Json::parse(request.body));
    std::string line = action;
    if (const Json body = Json::parse(request.body); action == "ChangeMessageVisibilityBatch")
      line += ":" + std::to_string(body["Entries"][0]["VisibilityTimeout"].get<int>());
    for (const std::string& receipt : entries_of(request, "ReceiptHandle"))
      line += " " + receipt;
    requests.push(std::move(line));
    return all_done(request);
  }

 private:
  testing::Step receive(const Json& request) {
    const std::lock_guard lock(mutex_);
    if (!failures_.empty()) {
      testing::Step failure = std::move(failures_.front());
      failures_.pop_front();
      return failure;
    }
    Json answer{{"Messages", Json::array()}};
    const auto count = request["MaxNumberOfMessages"].get<std::size_t>();
    while (!messages_.empty() && answer["Messages"].size() < count) {
      answer["Messages"].push_back(std::move(messages_.front()));
      messages_.pop_front();
    }
    testing::Step step = testing::answer(200, json_line(answer));
    // A short long poll: the consumer would repeat the request at once.
    if (answer["Messages"].empty()) step.delay = std::chrono::milliseconds{5};
    return step;
  }

  std::mutex mutex_;
  std::deque<Json> messages_;
  std::deque<testing::Step> failures_;
};

}  // namespace streamctl::sqs
