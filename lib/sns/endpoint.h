// What Amazon SNS posts to an HTTP endpoint: verified, sorted, subscriptions confirmed.
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
  /// Patterns (core/glob.h) of the ARNs of topics that may speak here. Where there are none,
  /// confirmations are shown all the same, of any topic, and no notification is taken: AWS signs
  /// for everybody's topics.
  std::vector<std::string> topics;
  bool confirms = false;     ///< Subscriptions of `topics`.
  bool verifies = true;      ///< Without it everything is taken, but nothing confirmed.
  std::string aws_endpoint;  ///< As in is_of_sns().
};

/// A notification on its way to be an event, or any post that is refused.
struct Post {
  net::Request request;  ///< As it came.
  std::string id;        ///< MessageId: the same each time SNS sends it.
  std::string text;      ///< The string that was published: see webhook/queue_body.h.
  bool verified = false;
  std::optional<webhook::Fault> fault;  ///< Why it is refused.
  std::string note;                     ///< More, safe to print.
};

/// A confirmation that was asked for, and what became of it. Foreign text as it came.
struct Confirmation {
  WallTime at;  ///< When it was answered.
  net::Request request;
  Message message;
  bool verified = false;
  unsigned status = 200;  ///< What we answered.
  bool confirmed = false;
  std::string failure;  ///< Why it was not, where it should have been; safe to print.
};

struct EndpointParts {
  const Clock& clock;
  Get get;
  std::function<void(Post&&, net::Exchange)> posted;
  std::function<void(Confirmation&&)> confirmation;  ///< Called after it was answered.
};

/// Decides about posts of SNS. All calls come on the server's loop; a post whose certificate is
/// still to come, or whose subscription is being confirmed, is answered later.
class Endpoint {
 public:
  Endpoint(EndpointOptions options, EndpointParts parts);

  /// Whether a request says it is of SNS. Source: Amazon SNS Developer Guide, "HTTP/HTTPS headers".
  static bool is_post(const net::Headers& headers);

  void take(net::Request&& request, net::Exchange exchange);

 private:
  struct Held {
    net::Request request;
    net::Exchange exchange;
    Message message;
  };
  using Holder = std::shared_ptr<Held>;  // Shared: what waits for an answer must be copyable.

  [[nodiscard]] bool is_welcome(const Message& message) const;
  void take_raw(net::Request&& request, net::Exchange exchange);
  void judged(const Holder& held, const Verdict& verdict);
  void take_verified(const Holder& held);
  void confirm(const Holder& held);
  void answered(std::uint64_t number, const net::HttpOutcome& outcome);
  void tell(const Holder& held, bool confirmed, const std::string& failure = "");
  void refuse(const Holder& held, webhook::Fault fault, std::string note);

  EndpointOptions options_;
  EndpointParts parts_;
  Verifier verifier_;
  std::unordered_map<std::uint64_t, Holder> confirming_;  ///< By a number of ours.
  std::uint64_t confirmations_ = 0;
};

}  // namespace streamctl::sns
