// An in-process webhook handler, correct except for one flaw, and a probe that posts to it.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "check/probe.h"
#include "core/json.h"
#include "core/random.h"
#include "net/gzip.h"
#include "net/scripted_peer.h"
#include "webhook/signature.h"

namespace streamctl::check {

inline const Secret handler_secret("hush");

/// Answers correctly, except for the fault that `flaw` names.
class Handler {
 public:
  explicit Handler(std::string flaw = "") : flaw_(std::move(flaw)) {}

  testing::Step operator()(const testing::PeerRequest& request, int number) {
    if (flaw_ == "silent") return testing::silence();
    const unsigned status = status_of(request, number);
    testing::Step step = testing::answer(status);
    // Each connection stays busy for a moment, so that requests sent at once need many.
    if (flaw_ == "few-connections") step.delay = std::chrono::milliseconds{20};
    if (flaw_ == "redirects")
      step.bytes =
          "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\n\r\n";
    if (flaw_ != "closes") return step;
    step.bytes = "HTTP/1.1 " + std::to_string(status) +
                 " Because\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    step.then = testing::Step::Then::close;
    return step;
  }

 private:
  unsigned status_of(const testing::PeerRequest& request, int number) {
    if (request.head.starts_with("GET")) return flaw_ == "takes-get" ? 200 : 405;
    if (flaw_ == "cold-start" && number == 1) return 503;
    if (flaw_ == "few-connections" && request.connection > 4) return 503;
    if (flaw_ == "small-bodies" && request.body.size() > 100'000) return 413;
    std::string body = request.body;
    if (net::is_gzip(body)) {
      if (flaw_ == "no-gzip") return 415;
      body = net::gunzip(body, 4 * 1024 * 1024).bytes;
    }
    if (!is_signed(request, body)) return 401;
    const auto event = parse_json(body);
    if (!event) return flaw_ == "raises" ? 500 : 400;
    return status_of_event(*event, request);
  }

  unsigned status_of_event(const Json& event, const testing::PeerRequest& request) {
    const auto type = event.value("type", std::string());
    if (flaw_ == "one-type" && type != "call.created" && type != "call.something_new") return 500;
    if (flaw_ == "known-types" && type == "call.something_new") return 400;
    if (flaw_ == "closed-schema" && event.contains("request_info")) return 422;
    const std::lock_guard lock(mutex_);
    const bool is_new = seen_.insert(request.field("X-Webhook-Id")).second;
    if (flaw_ == "conflicts" && !is_new && request.field("X-Webhook-Attempt") != "1") return 409;
    return 200;
  }

  bool is_signed(const testing::PeerRequest& request, const std::string& body) {
    const std::string given = request.field("X-Signature");
    const std::lock_guard lock(mutex_);
    if (flaw_ == "trusts-unsigned" && given == "(none)") return true;
    if (flaw_ == "test-backdoor" && given == std::string(64, 'a')) return true;
    if (flaw_ == "takes-prefix" && signer_.sign(body).starts_with(given)) return true;
    if (flaw_ == "verifies-either" && signer_.matches(request.body, given)) return true;
    if (flaw_ == "other-apps-pass" && request.field("X-Api-Key") != "key") return true;
    if (flaw_ == "trusts-known-ids" && seen_.contains(request.field("X-Webhook-Id"))) return true;
    if (flaw_ == "ascii-only" && body.find('\xc3') != std::string::npos) return false;
    return signer_.matches(body, given);
  }

  std::string flaw_;
  std::mutex mutex_;
  webhook::Signer signer_{handler_secret};
  std::set<std::string> seen_;
};

/// A probe with small events of three types.
class Probing {
 public:
  explicit Probing(const std::string& url, const net::Trust& trust = {}, std::stop_token stop = {},
                   std::chrono::nanoseconds timeout = std::chrono::seconds{20})
      : probe_(options(url, trust, std::move(stop), timeout),
               {{"call.created", "call.ended", "user.updated"}, example}, random_) {}
  Probe& operator*() { return probe_; }

 private:
  static ProbeOptions options(const std::string& url, const net::Trust& trust, std::stop_token stop,
                              std::chrono::nanoseconds timeout) {
    ProbeOptions options;
    options.target.url = url;
    options.target.api_key = "key";
    options.target.secret = handler_secret;
    options.target.trust = trust;
    options.timeout = timeout;
    options.stop = std::move(stop);
    return options;
  }
  /// Long enough to be sent compressed.
  static std::string example(std::string_view type) {
    return R"({"type":")" + std::string(type) +
           R"(","call_cid":"default:a","call":{"custom":{}},"padding":")" + std::string(300, 'x') +
           R"("})";
  }

  Random random_{7};
  Probe probe_;
};

}  // namespace streamctl::check
