#include "args/target.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "args/arguments.h"
#include "args/credentials.h"
#include "args/options.h"
#include "core/text.h"
#include "error_report.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/typed_url.h"
#include "net/http_server/http_syntax.h"

namespace streamctl::cli {

namespace {

constexpr const char* default_target = "http://127.0.0.1:8080/";

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return (value >= 0x20 && value != 0x7f) || byte == '\t';
  });
}

/// A field that -H may not set: the delivery would differ from Stream's, or be unreadable.
struct OwnField {
  const char* name;
  const char* why;
  const char* hint = "";
};

/// All others are allowed: Host (for a virtual host behind an address), Content-Type and
/// User-Agent, which replace ours, Authorization and Cookie for a proxy before the handler.
const OwnField* own_field(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');  // As servers fold them, following CGI.
  constexpr const char* of_delivery = "is Stream's, and a part of every delivery";
  constexpr const char* of_connection = "belongs to the connection, which HTTP itself looks after";
  static constexpr std::array<OwnField, 14> fields{{
      {"X-Signature", of_delivery,
       "forge --signature missing|wrong|tampered spoils it; 'streamctl sign' prints one"},
      {"X-Api-Key", of_delivery, "set it by --api-key or STREAM_API_KEY"},
      {"X-Webhook-Id", of_delivery,
       "replay --keep-ids sends the recorded ones, forge --seed makes "
       "the same ones again"},
      {"X-Webhook-Attempt", of_delivery, "it counts the attempts"},
      {"Content-Encoding", of_delivery, "forge --gzip compresses as Stream does"},
      {"Content-Length", "follows from the body"},
      {"Transfer-Encoding", of_connection},
      {"Connection", of_connection},
      {"Keep-Alive", of_connection},
      {"Proxy-Connection", of_connection},
      {"TE", of_connection},
      {"Trailer", of_connection},
      {"Upgrade", of_connection},
      {"Expect", of_connection},
  }};
  const auto* found = std::find_if(fields.begin(), fields.end(), [&](const OwnField& field) {
    return equals_ignoring_case(field.name, name);
  });
  return found == fields.end() ? nullptr : found;
}

}  // namespace

void declare_reach(Arguments& arguments, ReachOptions& options) {
  arguments
      .texts("-H,--header", options.headers,
             "Add a header field, as 'Name: value'; Host, User-Agent and Content-Type replace ours")
      .metavar("FIELD")
      .group("Target");
  arguments
      .text("--ca-cert", options.ca_certificate,
            "PEM file with a certificate to trust in addition to the system's")
      .metavar(file_metavar)
      .group("Target");
  arguments.flag("--insecure", options.insecure, "Do not verify TLS certificates").group("Target");
}

void declare_target(Arguments& arguments, TargetOptions& options) {
  arguments
      .text("--to", options.to,
            "Where to deliver (env STREAMCTL_WEBHOOK_URL, then the profile's webhook_url, "
            "then " +
                std::string(default_target) + ")")
      .metavar("URL")
      .group("Target");
  declare_reach(arguments, options.reach);
}

void declare_policy(Arguments& arguments, delivery::Policy& policy) {
  constexpr const char* group = "Delivery policy";
  arguments
      .duration("--attempt-timeout", policy.attempt_timeout,
                "Time limit for one attempt, including connecting")
      .group(group);
  arguments
      .duration("--total-timeout", policy.total_timeout,
                "Time limit for all attempts of a delivery together")
      .group(group);
  arguments.duration("--retry-delay", policy.retry_delay, "Delay before the next attempt")
      .group(group);
  arguments.flag("--no-retry", policy.retry, "Make only one attempt", false).group(group);
}

Result<void> check_policy(const delivery::Policy& policy) {
  if (policy.attempt_timeout.count() <= 0)
    return option_error("--attempt-timeout", "no attempt can be made in no time");
  if (policy.total_timeout.count() <= 0)
    return option_error("--total-timeout", "no attempt can be made in no time");
  return {};
}

Result<net::Header> parse_header(const std::string& text) {
  const auto colon = text.find(':');
  const std::string name(text.substr(0, colon));
  if (colon == std::string::npos || !net::is_token(name) || !is_field_value(text))
    return option_error("--header", "'" + printable(text) + "' is not a header field",
                        "write it as -H 'Name: value'");
  if (const OwnField* own = own_field(name))
    return option_error("--header", own->name + std::string(" ") + own->why, own->hint);
  return net::Header{name, std::string(trimmed(std::string_view(text).substr(colon + 1)))};
}

Result<delivery::Target> resolve_reach(const ReachOptions& options, const Context& context) {
  delivery::Target target;
  for (const std::string& text : options.headers) {
    auto header = parse_header(text);
    if (!header) return std::move(header).error();
    target.headers.add(std::move(header->name), std::move(header->value));
  }
  target.trust = {options.ca_certificate, options.insecure};
  if (auto good = net::check_trust(target.trust); !good)
    return std::move(good).error().in("--ca-cert");
  target.connect_timeout = context.settings.connect_timeout;
  return target;
}

Result<delivery::Target> resolve_reach(const std::string& url, const std::string& option,
                                       const ReachOptions& options, Context& context) {
  auto read = net::read_url(url);
  if (!read) return std::move(read).error().in(option);
  auto target = resolve_reach(options, context);
  if (!target) return target;
  target->url = *std::move(read);
  if (options.insecure && lower_ascii(target->url).starts_with("https:"))
    report_warning(context, "the certificate of " + printable(target->url) +
                                " is not verified: whoever answers there is believed");
  return target;
}

Result<delivery::Target> resolve_target(const TargetOptions& options, Context& context) {
  std::string url = default_target;
  std::string option = "--to";
  if (options.to) {
    url = *options.to;
  } else if (!context.settings.webhook_url.empty()) {
    url = context.settings.webhook_url;
    option = where_from(context.settings, context.settings.sources.webhook_url);
    if (option.starts_with("profile ")) option = "webhook_url of " + option;
  }
  auto target = resolve_reach(url, option, options.reach, context);
  if (target) target->api_key = context.settings.api_key;
  return target;
}

Result<Secret> secret_for(const delivery::Target& target, Context& context) {
  return delivery_secret(net::leads_to_this_machine(net::host_of(target.url)), context);
}

}  // namespace streamctl::cli
