// A receiver with fake collaborators, shared by its tests.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/temp_directory.h"
#include "listener/receiver.h"
#include "webhook/signature.h"

namespace streamctl::listener {

using namespace std::chrono_literals;
using capture::Durability;
using capture::TempDirectory;
using capture::Writer;
using testing::ElementsAre;
using testing::HasSubstr;

inline const Secret secret("hush");
inline constexpr const char* created = R"({"type":"call.created","call_cid":"default:a"})";

/// The result of an exchange.
class FakePeer final : public net::Exchange::Peer {
 public:
  void answer(net::Response&& response) override {
    fate = std::to_string(response.status);
    answered = std::move(response);
  }
  void reset() override { fate = "reset"; }
  void hold() override { fate = "held"; }

  std::string fate = "open";
  net::Response answered;
};

class FixedClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override { return WallTime{1'700'000'000s}; }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{}; }
};

/// A receiver and its fake collaborators.
class Bench {
 public:
  explicit Bench(ReceiverOptions options = {}, Writer* writer = nullptr, bool forwards = false,
                 bool judges = false)
      : receiver_(secret, with_route(std::move(options), forwards),
                  parts(writer, forwards, judges)) {}

  std::shared_ptr<FakePeer> send(net::Request request) {
    auto peer = std::make_shared<FakePeer>();
    receiver_.request(std::move(request), net::Exchange(peer));
    return peer;
  }
  std::shared_ptr<FakePeer> take(QueueMessage message) {
    auto peer = std::make_shared<FakePeer>();
    receiver_.message(std::move(message), net::Exchange(peer));
    return peer;
  }
  std::shared_ptr<FakePeer> take(sns::Post post) {
    auto peer = std::make_shared<FakePeer>();
    receiver_.posted(std::move(post), net::Exchange(peer));
    return peer;
  }
  Receiver& operator*() { return receiver_; }

  std::vector<Delivery> seen;
  std::vector<Regard> regards;  ///< Of `seen`.
  std::vector<Refusal> refusals;
  std::vector<sns::Confirmation> confirmations;
  std::vector<std::string> troubles;
  std::vector<ForwardJob> jobs;
  std::vector<std::pair<std::uint64_t, std::string>> questions;  ///< For the filter.
  std::vector<std::pair<std::chrono::nanoseconds, std::function<void()>>> later;
  std::optional<std::size_t> full_route;  ///< Its target has no room.

 private:
  /// Adds a target for every event where there is none.
  static ReceiverOptions with_route(ReceiverOptions options, bool forwards) {
    if (forwards && options.routes.empty())
      options.routes.emplace_back().target.url = "http://target/";
    return options;
  }

  ReceiverParts parts(Writer* writer, bool forwards, bool judges) {
    ReceiverParts parts{clock_};
    parts.writer = writer;
    if (judges) {
      parts.judge = [this](std::uint64_t id, const std::string& body) {
        questions.emplace_back(id, body);
      };
    }
    if (forwards) {
      parts.forward = [this](ForwardJob&& job) {
        const bool has_room = job.route != full_route;
        if (has_room) jobs.push_back(std::move(job));
        return has_room;
      };
    }
    parts.after = [this](std::chrono::nanoseconds delay, std::function<void()> task) {
      later.emplace_back(delay, std::move(task));
    };
    parts.seen = [this](Seen&& one, Regard regard) {
      if (auto* delivery = std::get_if<Delivery>(&one)) {
        seen.push_back(std::move(*delivery));
        regards.push_back(regard);
      } else if (auto* refusal = std::get_if<Refusal>(&one)) {
        refusals.push_back(std::move(*refusal));
      } else if (auto* confirmation = std::get_if<sns::Confirmation>(&one)) {
        confirmations.push_back(std::move(*confirmation));
      }
    };
    parts.trouble = [this](const std::string& words) { troubles.push_back(words); };
    return parts;
  }

  FixedClock clock_;
  Receiver receiver_;
};

inline net::Request request_of(const std::string& body, const std::string& id = "id-1") {
  net::Request request;
  request.method = "POST";
  request.target = "/";
  request.remote = "127.0.0.1:5";
  request.headers = {{"X-WEBHOOK-ID", id}, {"X-SIGNATURE", webhook::Signer(secret).sign(body)}};
  request.body = body;
  return request;
}

inline net::Request attempt_of(int attempt, const std::string& id = "id-1") {
  net::Request request = request_of(created, id);
  request.headers.add("X-WEBHOOK-ATTEMPT", std::to_string(attempt));
  return request;
}

inline Plan plan_of(const char* text) {
  return *Plan::parse(text);
}

}  // namespace streamctl::listener
