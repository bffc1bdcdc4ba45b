#include "commands/signature/verify.h"

#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/options.h"
#include "commands/signature/signed_input.h"
#include "commands/signature/verdict.h"
#include "commands/signature/verify_capture.h"
#include "core/json.h"
#include "core/text.h"
#include "webhook/signature.h"
#include "webhook/verify.h"

namespace streamctl::cli {

namespace {

struct VerifyOptions {
  std::string body;
  std::optional<std::string> signature;
  bool explain = false;
  std::optional<std::string> got;
  std::string capture;
  std::string id;

  /// A thorough search for the mistake; --got asks for nothing else.
  [[nodiscard]] bool explains() const { return explain || got; }
};

void declare(Arguments& arguments, VerifyOptions& options) {
  declare_body(arguments, options.body);
  arguments.text("--signature", options.signature, "Value of the X-Signature header")
      .metavar("HEX");
  constexpr const char* explaining = "Explain";
  arguments
      .flag("--explain", options.explain,
            "Search thoroughly for the mistake behind a wrong signature, and show the right one")
      .group(explaining);
  arguments.text("--got", options.got, "The signature that your code computed, to be explained")
      .metavar("HEX")
      .group(explaining);
  constexpr const char* capture = "Capture";
  arguments
      .text("--capture", options.capture,
            "Verify the deliveries of this capture instead of a body; - is standard input")
      .metavar(file_metavar)
      .group(capture);
  arguments
      .text("--id", options.id, "Only this webhook id; 6 characters or more of its beginning do")
      .metavar(webhook_id_metavar)
      .group(capture);
}

Result<void> check_options(const VerifyOptions& options) {
  if (options.signature && options.got)
    return option_error("--got", "--signature and --got are both the signature to verify");
  if (!options.capture.empty()) {
    if (!options.body.empty())
      return option_error("--capture", "it takes the place of FILE", "leave one of them out");
    if (options.signature)
      return option_error("--signature", "a capture has the signatures",
                          "--got explains another one");
    return {};
  }
  if (!options.id.empty()) return option_error("--id", "it needs --capture");
  if (options.body.empty())
    return usage_error("there is nothing to verify",
                       "name the file of the body, or --capture FILE");
  if (!options.signature && !options.got)
    return usage_error("--signature is required", "it is the value of the X-Signature header");
  return {};
}

/// Pretty: "valid", or "invalid: " and the reason; then notes.
void print(const Verdict& verdict, const std::string& expected, Context& context) {
  if (context.output == Output::json) {
    Json line = with_verdict({{"kind", "verify"}}, verdict);
    if (!expected.empty()) line["expected"] = expected;
    context.out << json_line(line) << '\n';
    return;
  }
  const Terminal& terminal = context.out_terminal;
  if (verdict.is_valid)
    context.out << terminal.paint(Style::green, "valid");
  else
    context.out << terminal.paint(Style::red, "invalid") << ": " << printable(verdict.reason);
  context.out << '\n';
  // Report a valid signature of a body that no handler can read as a note, not a failure.
  if (verdict.is_valid && !verdict.reason.empty())
    context.out << "note: " << printable(verdict.reason) << '\n';
  if (!verdict.note.empty()) context.out << "note: " << printable(verdict.note) << '\n';
  if (!expected.empty()) context.out << "expected: " << expected << '\n';
}

/// The signature that would be valid, where a wrong one is explained.
std::string expected_signature(const webhook::Delivered& delivered, const Secret& secret) {
  if (delivered.fault != webhook::Fault::wrong_signature) return "";
  return webhook::Signer(secret).sign(delivered.body);
}

Result<ExitCode> verify_body(const VerifyOptions& options, const Secret& secret,
                             webhook::Verifier& verifier, Context& context) {
  auto body = read_body(options.body, context);
  if (!body) return std::move(body).error();
  const std::string& signature = options.got ? *options.got : *options.signature;
  const auto delivered = verifier.verify(*std::move(body), nullptr, &signature);
  Verdict verdict = verdict_of(delivered);
  if (!options.explains()) {
    print(verdict, "", context);
  } else {
    if (!verdict.is_valid && verdict.note.empty())
      verdict.note =
          "no known mistake explains it: compare the secrets, and the bodies byte for byte";
    print(verdict, expected_signature(delivered, secret), context);
  }
  return verdict.is_valid ? 0 : 1;
}

Result<ExitCode> run(const VerifyOptions& options, Context& context) {
  if (auto good = check_options(options); !good) return std::move(good).error();
  auto secret = require_secret(context);
  if (!secret) return std::move(secret).error();
  webhook::Verifier verifier(*secret, {.body_bytes_max = body_bytes_max,
                                       .others = context.settings.other_keys,
                                       .explains_thoroughly = options.explains()});
  if (options.capture.empty()) return verify_body(options, *secret, verifier, context);
  return verify_capture({options.capture, options.id, options.got}, verifier, context);
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
      "other bytes, another key) are named.\n\n"
      "--explain --got HEX names the mistake behind a signature that your code computed: JSON "
      "written "
      "anew, and by which serialiser, the compressed bytes, another encoding, the API key or "
      "another "
      "profile's secret, another hash function, and two of these together.\n\n"
      "--capture verifies every delivery of a capture, one line each; deliveries that Stream does "
      "not sign, such as those by WebSocket, are marked as unsigned. The exit code is 1 if a "
      "signature is wrong.",
      {{"export STREAM_API_SECRET=not-a-secret; streamctl verify event.json --signature "
        "\"$(streamctl sign event.json)\"",
        "A file against a signature"},
       {"export STREAM_API_SECRET=not-a-secret; streamctl sign event.json | xargs streamctl verify "
        "event.json --signature",
        "The same, piped"},
       {"export STREAM_API_SECRET=not-a-secret; streamctl verify event.json --explain --got "
        "\"$(sha256sum event.json | cut -c1-64)\"",
        "Which mistake is behind a signature"},
       {"export STREAM_API_SECRET=emulator-secret; streamctl verify --capture capture.jsonl",
        "Every delivery of a capture, here one from the emulator"}},
      bound<VerifyOptions>(declare, run)};
}

}  // namespace streamctl::cli
