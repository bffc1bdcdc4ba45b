#include "delivery/explanation.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "net/http_client/http_client.h"

namespace streamctl::delivery {
namespace {

struct Row {
  unsigned status;
  bool is_of_way;
  const char* fact;
  const char* step;
};

constexpr const char* csrf_step =
    "if the framework checks for CSRF, exempt this route (Rails: skip_forgery_protection; Django: "
    "@csrf_exempt; Laravel: validateCsrfTokens(except: ...)); if it validates the body, read the "
    "raw body instead of declaring its fields";
constexpr const char* post_step =
    "serve POST there: Next.js 'export async function POST', Express app.post(), Flask "
    "methods=['POST']";
constexpr const char* behind_step =
    "a proxy or a tunnel stands before the handler: is the handler running, and at the port that "
    "the proxy passes on to?";

constexpr std::array<Row, 18> rows{{
    {304, true, "it takes the delivery for a question to a cache",
     "let no cache stand before the handler"},
    {400, false, "it takes the request for a bad one",
     "its log says what it misses: the raw body, a header field, or data of its own in the event "
     "(forge and check take --set and --data)"},
    {401, false, "it refuses the signature",
     "is its secret this one (STREAM_API_SECRET)? Does it verify the raw body, before a JSON "
     "parser has it?"},
    {403, false, "it forbids the request",
     "a CSRF check, a login or a firewall may answer before the handler: exempt this route; if it "
     "is the handler's own answer, compare the secrets"},
    {404, true,
     "nothing is served at that path, or the handler does not know what the event is about",
     "compare the path with the handler's route, prefix and trailing slash included; for what the "
     "handler looks up, forge and check take --call and --set"},
    {405, true, "nothing there takes a POST", post_step},
    {407, true, "a proxy on the way wants a user name and a password",
     "put them into the proxy's URL (http_proxy=http://NAME:PASSWORD@HOST:PORT), or go without it "
     "by NO_PROXY=HOST"},
    {408, false, "it waited too long for the body",
     "a proxy before the handler may hold it back; Stream tries this again"},
    {413, false, "the body is too large for it",
     "raise its limit: Express express.raw({limit: '5mb'}), nginx client_max_body_size"},
    {415, false, "it does not take the body's Content-Type or Content-Encoding",
     "read the raw body whatever its type (Express: express.raw({type: '*/*'})), and let it "
     "inflate "
     "gzip"},
    {419, true, "its session or CSRF check refuses the request", csrf_step},
    {422, false, "it refuses the request unread: a CSRF check or a validation of the body",
     csrf_step},
    {429, false, "it limits the rate",
     "exempt this route from the limit, or send at a lower --rate"},
    {501, true, "it knows no POST", post_step},
    {502, true, "something before the handler got no answer from it", behind_step},
    {503, false, "it is not ready, or has too much to do",
     "see its log; where a proxy stands before it, whether the handler runs"},
    {504, true, "something before the handler waited in vain for it", behind_step},
    {508, true, "the delivery came back to a listener that had passed it on",
     "one --forward-to leads back to the other: point it at the handler"},
}};

constexpr Row other_4xx{0, false, "it refuses the delivery",
                        "its log says why; Stream takes this as final, and the event is lost"};
constexpr Row other_5xx{
    0, false, "the handler failed",
    "look for the exception in its log; Stream tries this again, then gives up"};
/// Statuses that no handler sends: Cloudflare's, and that of a captive portal.
constexpr Row of_gateway{0, true, "something before the handler answered in its place",
                         behind_step};
constexpr Row plain_to_tls{400, true, "it speaks TLS there, and got plain HTTP", "write https://"};
constexpr Row odd{0, false, "that is no answer to a delivery", "answer 200 to acknowledge it"};

const Row& row_of(unsigned status) {
  const auto* found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.status == status; });
  if (found != rows.end()) return *found;
  if ((status >= 520 && status <= 526) || status == 530 || status == 511) return of_gateway;
  return status >= 500 && status <= 599 ? other_5xx : status / 100 == 4 ? other_4xx : odd;
}

bool looks_like_login(std::string_view url) {
  const std::string path = lower_ascii(url.substr(0, url.find_first_of("?#")));
  constexpr std::array<std::string_view, 5> words{"login", "signin", "sign-in", "sign_in", "/auth"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return path.find(word) != std::string::npos; });
}

/// "Basic" of `Basic realm="staging"`: a scheme by which people and programs log in; else empty.
std::string_view login_scheme(std::string_view challenge) {
  constexpr std::array<std::string_view, 5> schemes{"Basic", "Bearer", "Digest", "Negotiate",
                                                    "NTLM"};
  const std::string_view scheme = challenge.substr(0, challenge.find_first_of(" ,\t"));
  const auto* found = std::find_if(schemes.begin(), schemes.end(), [&](std::string_view known) {
    return equals_ignoring_case(known, scheme);
  });
  return found == schemes.end() ? std::string_view{} : *found;
}

/// nginx's page and Go's line.
bool says_it_speaks_tls(std::string_view body) {
  return body.find("plain HTTP request was sent to HTTPS port") != std::string_view::npos ||
         body.find("Client sent an HTTP request to an HTTPS server") != std::string_view::npos;
}

/// Whether a proxy sends such an answer by itself; 407 always does.
bool may_be_of_proxy(unsigned status) {
  constexpr std::array<unsigned, 5> statuses{400, 403, 502, 504, 511};
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

/// libcurl puts "/" where a URL has no path.
bool leads_to_itself(const std::string& location, const std::string& url) {
  const bool has_path = url.find('/', url.find("://") + 3) != std::string::npos;
  return location == url || (!has_path && location == url + "/");
}

Explanation of_redirect(const Attempt& attempt, const std::string& url, std::string what) {
  const std::string status = std::to_string(attempt.status);
  if (attempt.location.empty()) {
    return {status, what + "it redirects, and does not say where to",
            "see the handler's routes: nothing is served under this URL itself", true};
  }
  if (leads_to_itself(attempt.location, url)) {
    return {status, what + "it redirects to itself",
            "behind a proxy that ends TLS, let the server heed X-Forwarded-Proto; else see what "
            "the redirect waits for, such as a cookie or a header field",
            true};
  }
  const std::string place = printable(attempt.location);
  what += "it redirects to " + place + ", and redirects are not followed, as Stream follows none";
  if (looks_like_login(attempt.location))
    return {status, what, "that looks like a login: exempt the webhook's route from it", true};
  if (!net::check_url(attempt.location))
    return {status, what, "no delivery can go there: see the handler's routes", true};
  return {status, what, "give this URL: " + place, true};
}

Explanation of_status(const Attempt& attempt, const std::string& url) {
  const std::string status = std::to_string(attempt.status);
  const std::string way =
      attempt.proxy.empty() ? "" : " (by way of the proxy " + printable(attempt.proxy) + ")";
  const std::string what = printable(url) + " answered " + status + way + ": ";
  if (attempt.status / 100 == 3 && attempt.status != 304) return of_redirect(attempt, url, what);
  if (const auto scheme = login_scheme(attempt.challenge); attempt.status == 401 && !scheme.empty())
    return {status, what + "it wants a login (" + std::string(scheme) + ")",
            "exempt the route, or send -H 'Authorization: ...'", true};
  const bool is_tls = attempt.status == 400 && says_it_speaks_tls(attempt.response_body);
  const Row& row = is_tls ? plain_to_tls : row_of(attempt.status);
  if (!attempt.proxy.empty() && !is_tls && may_be_of_proxy(attempt.status))
    return {status, what + row.fact,
            "the answer may be the proxy's own: NO_PROXY=HOST goes without it", true};
  return {status, what + row.fact, row.step, row.is_of_way};
}

Explanation of_timeout(const Attempt& attempt, const std::string& url) {
  if (attempt.error.starts_with("no answer to the TLS handshake"))
    return {"TLS handshake", url + ": " + printable(attempt.error),
            "does it speak TLS there? If not, write http://", true};
  if (attempt.error.starts_with("no connection"))
    return {"no connection", url + ": " + printable(attempt.error),
            "is the host right? A firewall that drops what comes looks like this", true};
  return {
      "timeout", url + " did not answer within " + duration_text(attempt.duration),
      "Stream waits 6 s for an answer and counts a late one as failed: answer first, work later",
      false};
}

/// By the beginning of the error text; see net/curl_words.
struct Cause {
  std::string_view words;
  const char* step;
};
constexpr std::array<Cause, 13> causes{{
    {"connection refused", "nothing listens there; 'streamctl listen' would, or name another URL"},
    {"could not resolve", "no such host is known here: is its name right?"},
    {"certificate is not trusted",
     "--ca-cert PEM trusts one more certificate, --insecure verifies none"},
    {"certificate", "renew the certificate, or use the name it is for"},
    {"TLS handshake failed", "does it speak TLS there? If not, write http://"},
    {"the answer is not HTTP", "does it speak TLS there? If so, write https://"},
    {"the answer's header is too large", "let the handler set fewer or shorter header fields"},
    {"the answer's chunks", "see what writes the answer: the handler or a proxy before it"},
    {"connection lost", "the handler may have ended or failed in between: see its log"},
    {"connection closed", "the handler may have ended or failed in between: see its log"},
    {"connection reset", "the handler may have ended or failed in between: see its log"},
    {"the proxy",
     "the environment's https_proxy, http_proxy or all_proxy names it; NO_PROXY=HOST goes without "
     "it"},
    {"no route", "is the host right, and is this machine in its network?"},
}};

std::optional<Explanation> of_network(const Attempt& attempt, const std::string& url) {
  const auto* found = std::find_if(causes.begin(), causes.end(), [&](const Cause& cause) {
    return attempt.error.starts_with(cause.words);
  });
  if (found == causes.end()) return std::nullopt;
  return Explanation{std::string(found->words), url + ": " + printable(attempt.error), found->step,
                     true};
}

}  // namespace

std::optional<Explanation> explain(const Attempt& attempt, const std::string& url) {
  const std::string shown = printable(url);
  switch (attempt.outcome) {
    case Outcome::ok:
      break;
    case Outcome::status:
      return of_status(attempt, url);
    case Outcome::timeout:
      return of_timeout(attempt, shown);
    case Outcome::network:
      return of_network(attempt, shown);
  }
  return std::nullopt;
}

std::string better_url(const Attempt& attempt) {
  if (attempt.status / 100 != 3 || looks_like_login(attempt.location)) return "";
  return net::check_url(attempt.location) ? attempt.location : "";
}

}  // namespace streamctl::delivery
