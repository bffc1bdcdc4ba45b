// Receives the posts of Amazon SNS: verifies them, and confirms subscriptions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/http_server/server.h"
#include "sns/message.h"
#include "sns/verifier.h"
#include "webhook/verify.h"

namespace streamctl::sns {

struct EndpointOptions {
  /// Globs (core/glob.h) of the ARNs of accepted topics; AWS signs for everybody's. Without one,
  /// notifications are refused, and confirmations of any topic are reported.
  std::vector<std::string> topics;
  bool confirms = false;     ///< Subscriptions of `topics`.
  bool verifies = true;      ///< False: every post is accepted, but nothing is confirmed.
  std::string aws_endpoint;  ///< As in is_of_sns().
};

/// A notification, or any post that is refused.
struct Post {
  net::Request request;  ///< Unchanged.
  std::string id;        ///< MessageId: the same each time SNS sends it.
  std::string text;      ///< The published string: see webhook/queue_body.h.
  bool verified = false;
  std::optional<webhook::Fault> fault;  ///< Why it is refused.
  std::string note;                     ///< More than the fault says; safe to print.
};

/// A request of SNS to confirm a subscription or its end, and our answer. Foreign text is
/// unescaped.
struct Confirmation {
  WallTime at;  ///< When it was answered.
  net::Request request;
  Message message;
  bool verified = false;
  unsigned status = 200;  ///< Our answer.
  bool confirmed = false;
  std::string failure;  ///< Why it could not be confirmed; safe to print.
};

struct EndpointParts {
  const Clock& clock;
  Get get;
  std::function<void(Post&&, net::Exchange)> posted;
  std::function<void(Confirmation&&)> confirmation;  ///< Called after it was answered.
};

/// All calls are made on the server's loop. A post is answered later where its certificate has to
/// be fetched, or its subscription is being confirmed.
class Endpoint {
 public:
  Endpoint(EndpointOptions options, EndpointParts parts);

  /// Whether the header fields are those of SNS. Source: Amazon SNS Developer Guide, "HTTP/HTTPS
  /// headers".
  static bool is_post(const net::Headers& headers);

  void take(net::Request&& request, net::Exchange exchange);

 private:
  struct Held {
    net::Request request;
    net::Exchange exchange;
    Message message;
  };
  using Holder = std::shared_ptr<Held>;  // Shared, since callbacks must be copyable.

  [[nodiscard]] bool is_welcome(const Message& message) const;
  void take_raw(net::Request&& request, net::Exchange exchange);
  void judged(const Holder& held, const Verdict& verdict);
  void take_verified(const Holder& held);
  void confirm(const Holder& held);
  void answered(std::uint64_t number, const net::HttpOutcome& outcome);
  void report(const Holder& held, bool confirmed, const std::string& failure = "");
  void refuse(const Holder& held, webhook::Fault fault, std::string note);

  EndpointOptions options_;
  EndpointParts parts_;
  Verifier verifier_;
  std::unordered_map<std::uint64_t, Holder> confirming_;  ///< By a serial number.
  std::uint64_t confirmations_ = 0;
};

}  // namespace streamctl::sns
