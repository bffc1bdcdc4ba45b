#include "render/exchange_text.h"

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
  std::string text = "< " + printable(seen.method) + " " + printable(seen.target) + " from " +
                     printable(seen.record.remote) + "\n" + fields_text("< ", seen.record.headers) +
                     "< (" + size_text(seen.wire_bytes) + ")\n";
  if (!seen.refusal.empty()) text += "* " + printable(seen.refusal) + "\n";
  return text + (seen.status == 0 ? "* no answer" : "> " + std::to_string(seen.status)) + "\n";
}

}  // namespace streamctl::cli
