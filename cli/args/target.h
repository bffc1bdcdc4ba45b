// The options of every delivering command: the target, the retry policy, and the event overrides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "core/secret.h"
#include "delivery/envelope.h"
#include "delivery/policy.h"
#include "net/headers.h"

namespace streamctl::cli {

class Arguments;

/// How to reach and trust a target; for `--to` and for `--forward-to`.
struct ReachOptions {
  std::vector<std::string> headers;  ///< "Name: value".
  std::string ca_certificate;
  bool insecure = false;
};

struct TargetOptions {
  std::optional<std::string> to;
  ReachOptions reach;
};

/// -H, --ca-cert, --insecure.
void declare_reach(Arguments& arguments, ReachOptions& options);
/// --to, and declare_reach().
void declare_target(Arguments& arguments, TargetOptions& options);
/// --attempt-timeout, --total-timeout, --retry-delay, --no-retry.
void declare_policy(Arguments& arguments, delivery::Policy& policy);

/// Refuses limits that allow no attempt. Kind usage.
Result<void> check_policy(const delivery::Policy& policy);

/// The URL of the option, else of the environment or the profile, else http://127.0.0.1:8080/; each
/// may be abbreviated (see net/typed_url.h). Kind usage or config: a bad URL, header or certificate
/// file. Warns on `context.err` when TLS is not verified. The caller sets the secret.
Result<delivery::Target> resolve_target(const TargetOptions& options, Context& context);
Result<delivery::Target> resolve_reach(const std::string& url, const std::string& option,
                                       const ReachOptions& options, Context& context);
/// The same for targets named later: without a URL.
Result<delivery::Target> resolve_reach(const ReachOptions& options, const Context& context);

/// The secret for `target`: see delivery_secret(). Kind config.
Result<Secret> secret_for(const delivery::Target& target, Context& context);

/// Parses "Name: value" as a field; refuses invalid HTTP fields, and fields reserved to Stream or
/// to the connection. Kind usage.
Result<net::Header> parse_header(const std::string& text);

}  // namespace streamctl::cli
