#include "render/exchange_text.h"

#include <variant>

#include "core/text.h"
#include "core/units.h"
#include "crypto/jwt.h"
#include "net/http_client/credential_field.h"

namespace streamctl::cli {

namespace {

std::string fields_text(const char* mark, const net::Headers& headers) {
  std::string text;
  for (const net::Header& field : headers)
    text +=
        mark + printable(field.name) + ": " +
        (net::is_credential(field.name) ? "***" : printable(crypto::without_tokens(field.value))) +
        "\n";
  return text;
}

std::string request_text(const std::string& method, const std::string& url,
                         const net::Headers& headers, std::size_t body_bytes) {
  return "> " + printable(method) + " " + printable(url) + "\n" + fields_text("> ", headers) +
         "> (" + size_text(body_bytes) + ")\n";
}

std::string outcome_text(const net::HttpOutcome& came) {
  if (came.kind != net::HttpOutcome::Kind::answered)
    return "* " + printable(came.error) + " after " + duration_text(came.duration) + "\n";
  return "< " + std::to_string(came.status) + " after " + duration_text(came.duration) + "\n" +
         fields_text("< ", came.headers);
}

/// A request to us, and our answer.
struct Received {
  const std::string& method;
  const std::string& target;
  const std::string& remote;
  const net::Headers& headers;
  std::size_t body_bytes = 0;
  unsigned status = 0;  ///< 0: none.
};

std::string received_text(const Received& received, const std::string& refusal = "") {
  if (received.method.empty()) return "";
  std::string text = "< " + printable(received.method) + " " + printable(received.target) +
                     " from " + printable(received.remote) + "\n" +
                     fields_text("< ", received.headers) + "< (" + size_text(received.body_bytes) +
                     ")\n";
  if (!refusal.empty()) text += "* " + printable(refusal) + "\n";
  return text + (received.status == 0 ? "* no answer" : "> " + std::to_string(received.status)) +
         "\n";
}

std::string text_of(const listener::Delivery& delivery) {
  const capture::Record& record = delivery.record;
  return received_text({delivery.method, delivery.target, record.remote, record.headers,
                        delivery.wire_bytes, delivery.status});
}

std::string text_of(const listener::Refusal& refusal) {
  return received_text({refusal.method, refusal.target, refusal.remote, {}, 0, refusal.status},
                       refusal.why);
}

std::string text_of(const sns::Confirmation& confirmation) {
  const net::Request& request = confirmation.request;
  return received_text({request.method, request.target, request.remote, request.headers,
                        request.body.size(), confirmation.status});
}

std::string text_of(const listener::Aside& /*aside*/) {
  return "";
}

}  // namespace

std::string exchange_text(const std::string& url, const delivery::Envelope& sent,
                          const net::HttpOutcome& came) {
  return request_text("POST", url, sent.headers, sent.body->size()) + outcome_text(came);
}

std::string exchange_text(const net::HttpRequest& sent, const net::HttpOutcome& came) {
  const std::size_t body_bytes = sent.body == nullptr ? 0 : sent.body->size();
  return request_text(sent.method, sent.url, sent.headers, body_bytes) + outcome_text(came);
}

std::string exchange_text(const listener::Seen& seen) {
  return std::visit([](const auto& one) { return text_of(one); }, seen);
}

}  // namespace streamctl::cli
