// The options of every command that delivers: where to, under which policy, with what laid over the
// events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "delivery/envelope.h"
#include "delivery/policy.h"
#include "net/headers.h"

namespace streamctl::cli {

class Arguments;

/// How a target is reached and trusted; for `--to` and for `--forward-to`.
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

/// Refuses limits that let no attempt be made. Kind usage.
Result<void> check_policy(const delivery::Policy& policy);

/// The option, then what the environment or the profile say, then http://127.0.0.1:8080/; each as
/// people type it (see net/typed_url.h). Kind
/// usage or config: a bad URL, header or certificate file. Says on `context.err` when nothing is
/// verified. The secret is left to the caller.
Result<delivery::Target> resolve_target(const TargetOptions& options, Context& context);
Result<delivery::Target> resolve_reach(const std::string& url, const std::string& option,
                                       const ReachOptions& options, Context& context);
/// The same for targets that are named later: without a URL.
Result<delivery::Target> resolve_reach(const ReachOptions& options, const Context& context);

/// "Name: value" as a field; refuses what is no field of HTTP, and the fields that are Stream's or
/// the connection's. Kind usage.
Result<net::Header> parse_header(const std::string& text);

}  // namespace streamctl::cli
