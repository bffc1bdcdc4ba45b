#include "args/api_access.h"

#include <ostream>
#include <utility>

#include "args/credentials.h"
#include "args/patient_fetch.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"
#include "net/http_client/curl_url.h"
#include "render/exchange_text.h"
#include "stream/token.h"
#include "stream/users.h"

namespace streamctl::cli {
namespace {

/// A token must outlast a long run.
constexpr std::chrono::hours own_token_valid_for{24};
constexpr const char* default_user_id = "streamctl";

/// Everything but the token, and the secret to make it with.
Result<std::pair<stream::Access, Secret>> access_and_secret(Context& context) {
  stream::Access access;
  auto key = require_key(context.settings);
  if (!key) return std::move(key).error();
  auto secret = require_secret(context);
  if (!secret) return std::move(secret).error();
  auto base_url = base_url_of(context.settings);
  if (!base_url) return std::move(base_url).error();
  access.api_key = *std::move(key);
  access.base_url = *std::move(base_url);
  access.connect_timeout = context.settings.connect_timeout;
  return std::pair(std::move(access), *std::move(secret));
}

}  // namespace

Result<stream::Access> server_access(Context& context) {
  auto found = access_and_secret(context);
  if (!found) return std::move(found).error();
  found->first.token = stream::server_token(found->second);
  return std::move(found->first);
}

Result<stream::Access> user_access(const std::string& user_id, Context& context) {
  auto found = access_and_secret(context);
  if (!found) return std::move(found).error();
  found->first.token = stream::user_token({.user_id = user_id}, found->second, context.clock.now(),
                                          own_token_valid_for);
  found->first.surface = stream::Surface::client;
  return std::move(found->first);
}

std::string acting_user(const std::string& given, const Settings& settings) {
  if (!given.empty()) return given;
  return settings.user_id.empty() ? default_user_id : settings.user_id;
}

Result<void> create_users(const std::vector<std::string>& ids, stream::Client& client,
                          Context& context) {
  const auto created = stream::create_missing_users(ids, client, context.stop);
  if (!created) return created.error();
  if (context.quiet) return {};
  for (const std::string& id : *created)
    context.err << "Created the user " << printable(id) << '\n';
  context.err.flush();
  return {};
}

Result<std::string> base_url_of(const Settings& settings) {
  auto url = stream::normal_base_url(settings.base_url);
  if (url || settings.sources.base_url.empty()) return url;
  return std::move(url).error().in(where_from(settings, settings.sources.base_url));
}

std::optional<net::Proxy> proxy_of(const std::string& base_url, const Context& context) {
  return net::proxy_for(base_url, context.environment);
}

stream::Client::Observer api_observer(Context& context) {
  stream::Client::Observer observer;
  if (context.verbose) {
    observer.exchanged = [&context](const net::HttpRequest& sent, const net::HttpOutcome& came) {
      context.err << exchange_text(sent, came) << std::flush;
    };
  }
  observer.waits = [&context](std::chrono::nanoseconds wait, bool is_guess) {
    report_warning(context, std::string("the app's rate limit is reached") +
                                (is_guess ? ", and the API did not say for how long" : "") +
                                "; going on in " + duration_text(wait));
    context.err.flush();
  };
  return observer;
}

stream::Client make_client(stream::Access access, Context& context) {
  stream::Client::Observer observer = api_observer(context);
  observer.slow = [name = access.base_url, limit = access.timeout, &context] {
    say_waiting(name, limit, context);
  };
  return stream::Client({.access = std::move(access)}, std::move(observer), context.clock,
                        context.random);
}

Result<int> ended(Error error, Context& context) {
  if (context.stop.stop_requested() && context.stop_signal != 0) return 128 + context.stop_signal;
  return error;
}

}  // namespace streamctl::cli
