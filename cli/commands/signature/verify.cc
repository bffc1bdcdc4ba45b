#include "commands/signature/verify.h"

#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/options.h"
#include "commands/signature/signed_input.h"
#include "core/json.h"
#include "core/text.h"
#include "webhook/verify.h"

namespace streamctl::cli {

namespace {

struct VerifyOptions {
  std::string body;
  std::string signature;
};

void declare(Arguments& arguments, VerifyOptions& options) {
  declare_body(arguments, options.body);
  arguments.text("--signature", options.signature, "Value of the X-Signature header")
      .metavar("HEX")
      .required();
}

/// Pretty: "valid", or "invalid: " and the reason; then notes.
void print(const webhook::Delivered& delivered, Context& context) {
  const bool is_valid = delivered.verified;
  const std::string why(delivered.fault ? webhook::explain(*delivered.fault) : "");
  if (context.output == Output::json) {
    Json line{{"kind", "verify"}, {"valid", is_valid}};
    line["reason"] = why.empty() ? Json(nullptr) : Json(why);
    line["note"] = delivered.note.empty() ? Json(nullptr) : Json(delivered.note);
    context.out << json_line(line) << '\n';
    return;
  }
  const Terminal& terminal = context.out_terminal;
  if (is_valid)
    context.out << terminal.paint(Style::green, "valid");
  else
    context.out << terminal.paint(Style::red, "invalid") << ": " << printable(why);
  context.out << '\n';
  // Report a valid signature of a body that no handler can read as a note, not a failure.
  if (is_valid && !why.empty()) context.out << "note: " << printable(why) << '\n';
  if (!delivered.note.empty()) context.out << "note: " << printable(delivered.note) << '\n';
}

Result<ExitCode> run(const VerifyOptions& options, Context& context) {
  auto secret = require_secret(context);
  if (!secret) return std::move(secret).error();
  auto body = read_body(options.body, context);
  if (!body) return std::move(body).error();
  webhook::Verifier verifier(
      *secret, {.body_bytes_max = body_bytes_max, .others = context.settings.other_keys});
  const auto delivered = verifier.verify(*std::move(body), nullptr, &options.signature);
  print(delivered, context);
  return delivered.verified ? 0 : 1;
}

}  // namespace

Command verify() {
  return {
      "verify",
      "look up",
      "Check a webhook's signature",
      "Checks that the signature matches the body and the app's secret, exactly as Stream's SDKs "
      "do: a gzip body is decompressed first, and the signature must be lower-case. Exit "
      "status: 0 if it matches, 1 if not, with the reason; common mistakes (another format, "
      "other bytes, another key) are named.",
      {{"export STREAM_API_SECRET=not-a-secret; streamctl verify event.json --signature "
        "\"$(streamctl sign event.json)\"",
        "A file against a signature"},
       {"export STREAM_API_SECRET=not-a-secret; streamctl sign event.json | xargs streamctl verify "
        "event.json --signature",
        "The same, piped"}},
      bound<VerifyOptions>(declare, run)};
}

}  // namespace streamctl::cli
