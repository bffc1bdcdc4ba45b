// An API response: the first line is the value of every rate limit header, the rest the body.
#include <string>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/masking.h"
#include "core/text.h"
#include "fuzz.h"
#include "stream/api_error.h"
#include "stream/hooks.h"
#include "stream/rate_limit.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto text = text_of(data, size);
  const auto end = text.find('\n');
  const std::string field(text.substr(0, end));
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = 400;
  outcome.body = end == std::string_view::npos ? "" : text.substr(end + 1);
  outcome.headers = {{"Location", field}};
  const Error error = stream::error_of(outcome, "http://api/");
  must(printable(error.what) == error.what && error.what.size() < 16 * 1024);

  for (const char* name : {"Retry-After", "X-RateLimit-Reset", "Date"}) {
    const auto limit = stream::read_rate_limit({{name, field}});
    const stream::RateLimitPolicy policy;
    const auto wait = stream::rate_limit_wait(limit, 1, {}, WallTime{}, policy);
    must(!wait || (*wait >= policy.wait_least && *wait <= policy.wait_most));
  }

  const auto body = parse_json(outcome.body);
  if (!body || !body->is_object()) return 0;
  const auto hooks = stream::event_hooks_of(*body);
  if (!hooks) return 0;
  for (const Json& hook : *hooks) {
    (void)stream::summary_of(hook);
    (void)masked(hook);
    (void)stream::check_of(hook);
  }
  (void)stream::app_wide_hooks(*body);
  return 0;
}
