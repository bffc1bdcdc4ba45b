#include "commands/listen/sns_receiving.h"

#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "render/exchange_text.h"
#include "render/sns.h"

namespace streamctl::cli {

SnsSource::SnsSource(SnsPlan plan, net::Server& server, listener::Receiver& receiver,
                     listener::Audience& audience, Context& context)
    : server_(server),
      receiver_(receiver),
      audience_(audience),
      context_(context),
      endpoint_(std::move(plan.endpoint),
                {context.clock,
                 [this](const std::string& url, std::function<void(net::HttpOutcome&&)> done) {
                   return get(url, std::move(done));
                 },
                 [this](sns::Post&& post, net::Exchange exchange) {
                   receiver_.posted(
                       {std::move(post.request), std::move(post.id), std::move(post.text),
                        post.verified, post.fault, std::move(post.note)},
                       std::move(exchange));
                 },
                 [this](const sns::Confirmation& confirmation) { asked(confirmation); }}),
      fetcher_({std::move(plan.trust)}) {}

bool SnsSource::take(net::Request& request, net::Exchange& exchange) {
  if (!sns::Endpoint::is_post(request.headers)) return false;
  endpoint_.take(std::move(request), std::move(exchange));
  return true;
}

bool SnsSource::get(const std::string& url, std::function<void(net::HttpOutcome&&)> done) {
  return fetcher_.get(url, [this, done = std::move(done)](const net::HttpRequest& sent,
                                                          net::HttpOutcome&& came) {
    std::string exchange = context_.verbose ? exchange_text(sent, came) : "";
    server_.post([this, done, exchange = std::move(exchange), came = std::move(came)]() mutable {
      if (!exchange.empty()) context_.err << exchange << std::flush;
      done(std::move(came));
    });
  });
}

void SnsSource::asked(const sns::Confirmation& confirmation) {
  if (context_.verbose) {
    listener::Seen seen;
    seen.method = confirmation.request.method;
    seen.target = confirmation.request.target;
    seen.record.remote = confirmation.request.remote;
    seen.record.headers = confirmation.request.headers;
    seen.wire_bytes = confirmation.request.body.size();
    seen.status = confirmation.status;
    context_.err << exchange_text(seen) << std::flush;
  }
  const bool is_json = context_.output == Output::json;
  audience_.say(is_json ? confirmation_as_json(confirmation)
                        : render_confirmation(confirmation, context_.out_terminal));
}

}  // namespace streamctl::cli
