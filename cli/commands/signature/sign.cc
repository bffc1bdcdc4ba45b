#include "commands/signature/sign.h"

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/options.h"
#include "capture/exports.h"
#include "commands/signature/signed_input.h"
#include "core/json.h"
#include "error_report.h"
#include "net/gzip.h"
#include "webhook/signature.h"

namespace streamctl::cli {

namespace {

struct SignOptions {
  std::string body;
};

void declare(Arguments& arguments, SignOptions& options) {
  declare_body(arguments, options.body).required();
}

/// "a HAR file" if `body` is an export of a request-recording tool; empty for an event.
std::string_view container_name(const std::string& body) {
  const auto value = parse_json(body);
  if (!value || !value->is_object() || value->contains("type")) return "";
  return capture::name_of_export(*value);
}

Result<ExitCode> run(const SignOptions& options, Context& context) {
  auto secret = require_secret(context);
  if (!secret) return std::move(secret).error();
  auto body = read_body(options.body, context);
  if (!body) return std::move(body).error();
  if (net::is_gzip(*body)) {
    auto plain = net::gunzip(*body, body_bytes_max);
    if (plain.failure)
      return config_error("cannot sign " + body_name(options.body) + ": its gzip is broken",
                          "the uncompressed bytes are signed");
    body = std::move(plain.bytes);
  }
  if (body->empty())
    report_warning(context,
                   body_name(options.body) + " is empty: this is the signature of nothing");
  if (const auto name = container_name(*body); !name.empty())
    report_warning(context, body_name(options.body) + " looks like " + std::string(name) +
                                ": the signature is of the file itself");
  const std::string signature = webhook::Signer(*secret).sign(*body);
  if (context.output == Output::json)
    context.out << json_line(Json{{"kind", "signature"}, {"signature", signature}}) << '\n';
  else
    context.out << signature << '\n';
  return 0;
}

}  // namespace

Command sign() {
  return {
      "sign",
      "look up",
      "Print the signature of a webhook's body",
      "Prints the value of X-Signature that Stream would send with the body: the HMAC-SHA256 of "
      "its exact bytes with the app's secret, in lower-case hexadecimal. A gzip body is "
      "decompressed first, because Stream signs before it compresses.",
      {{"STREAM_API_SECRET=not-a-secret streamctl sign event.json",
        "The signature of a file's bytes"},
       {"printf '{\"type\":\"custom\"}' | STREAM_API_SECRET=not-a-secret streamctl sign -",
        "From standard input"}},
      bound<SignOptions>(declare, run)};
}

}  // namespace streamctl::cli
