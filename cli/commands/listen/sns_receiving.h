// Posts of Amazon SNS for `listen`: from the server to those who decide about them, and what was
// decided to the receiver or to the user.
#pragma once

#include "commands/listen/sns_options.h"
#include "context.h"
#include "listener/audience.h"
#include "listener/receiver.h"
#include "net/http_server/server.h"
#include "sns/endpoint.h"
#include "sns/fetcher.h"

namespace streamctl::cli {

class SnsSource {
 public:
  /// All outlive this.
  SnsSource(SnsPlan plan, net::Server& server, listener::Receiver& receiver,
            listener::Audience& audience, Context& context);

  /// As listener::ReceiverParts::divert.
  bool take(net::Request& request, net::Exchange& exchange);

 private:
  bool get(const std::string& url, std::function<void(net::HttpOutcome&&)> done);
  void asked(const sns::Confirmation& confirmation);

  net::Server& server_;
  listener::Receiver& receiver_;
  listener::Audience& audience_;
  Context& context_;
  sns::Endpoint endpoint_;
  sns::Fetcher fetcher_;
};

}  // namespace streamctl::cli
