#include "aws/metadata.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "core/file.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/http_client.h"

namespace streamctl::aws {
namespace {

using std::chrono::seconds;
using Kind = net::HttpOutcome::Kind;

constexpr const char* agent_service = "http://169.254.170.2";
constexpr const char* machine_service = "http://169.254.169.254";
constexpr seconds agent_timeout{2};
constexpr seconds machine_timeout{1};
constexpr std::size_t answer_bytes_max = 64 * 1024;
constexpr std::uint64_t token_file_bytes_max = 64 * 1024;

net::HttpOutcome fetch(std::string method, const std::string& url, net::Headers headers,
                       seconds timeout, const std::stop_token& stop) {
  net::HttpRequest request;
  request.method = std::move(method);
  request.url = url;
  request.headers = std::move(headers);
  request.timeout = request.connect_timeout = timeout;
  request.response_bytes_max = answer_bytes_max;
  net::HttpOutcome outcome;
  bool is_done = false;
  net::HttpMulti http(1);
  const std::stop_callback waker(stop, [&] { http.wake(); });
  http.start(std::move(request), [&](net::HttpOutcome&& finished) {
    outcome = std::move(finished);
    is_done = true;
  });
  while (!is_done && !stop.stop_requested())
    http.poll(timeout);
  if (!is_done) outcome.error = "interrupted";
  return outcome;
}

bool is_ok(const net::HttpOutcome& outcome) {
  return outcome.kind == Kind::answered && outcome.status == 200;
}

std::string reason_of(const net::HttpOutcome& outcome) {
  return outcome.kind == Kind::answered ? "it answered " + std::to_string(outcome.status)
                                        : outcome.error;
}

/// Whether `host` is the agent of ECS or EKS.
bool is_agent(const std::string& host) {
  constexpr std::array<std::string_view, 3> agents{"169.254.170.2", "169.254.170.23",
                                                   "fd00:ec2::23"};
  return std::find(agents.begin(), agents.end(), host) != agents.end();
}

Result<net::Headers> container_headers(const Environment& environment) {
  std::string token = value_in(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
  const std::string path = value_in(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (!path.empty()) {
    auto read = read_file(path, token_file_bytes_max);
    if (!read) return std::move(read).error().in("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    token = trimmed(*read);
  }
  net::Headers headers;
  if (!token.empty()) headers.add("Authorization", std::move(token));
  return headers;
}

Result<std::optional<Credentials>> read(const std::string& answer, const char* source) {
  auto read = read_metadata_credentials(answer);
  if (!read) return std::move(read).error().in(source);
  read->source = source;
  return std::optional(*std::move(read));
}

}  // namespace

Result<std::optional<std::string>> container_url(const Environment& environment) {
  const std::string relative = value_in(environment, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  if (!relative.empty()) return std::optional(agent_service + relative);
  const std::string full = value_in(environment, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (full.empty()) return std::optional<std::string>();
  if (auto good = net::check_url(full); !good)
    return std::move(good).error().in("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  const std::string host = net::host_of(full);
  if (!lower_ascii(full).starts_with("https:") && !net::is_loopback(host) && !is_agent(host))
    return config_error("AWS_CONTAINER_CREDENTIALS_FULL_URI names " + printable(host) +
                            " over plain HTTP, where others could read the credentials",
                        "use https, or the address of the container's agent");
  return std::optional(full);
}

Result<std::optional<Credentials>> container_credentials(const Environment& environment,
                                                         const std::stop_token& stop) {
  auto url = container_url(environment);
  if (!url) return std::move(url).error();
  if (!*url) return std::optional<Credentials>();
  auto headers = container_headers(environment);
  if (!headers) return std::move(headers).error();
  const auto outcome = fetch("GET", **url, *std::move(headers), agent_timeout, stop);
  if (!is_ok(outcome))
    return network_error("the container's agent gives no AWS credentials: " + reason_of(outcome),
                         "has the task a role?");
  return read(outcome.body, "the container's agent");
}

Result<std::optional<Credentials>> machine_credentials(const Environment& environment,
                                                       const std::stop_token& stop) {
  if (lower_ascii(value_in(environment, "AWS_EC2_METADATA_DISABLED")) == "true")
    return std::optional<Credentials>();
  std::string base = value_in(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (base.empty()) base = machine_service;
  while (base.ends_with('/'))
    base.pop_back();
  const auto token =
      fetch("PUT", base + "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}},
            machine_timeout, stop);
  if (!is_ok(token)) return std::optional<Credentials>();  // Not an EC2 machine.
  const net::Headers headers{{"X-aws-ec2-metadata-token", token.body}};
  const std::string roles = base + "/latest/meta-data/iam/security-credentials/";
  const auto role = fetch("GET", roles, headers, machine_timeout, stop);
  const std::string name(trimmed(role.body.substr(0, role.body.find('\n'))));
  if (!is_ok(role) || name.empty()) return std::optional<Credentials>();  // It has no role.
  const auto outcome = fetch("GET", roles + name, headers, machine_timeout, stop);
  if (!is_ok(outcome))
    return network_error("the machine's metadata service gives no AWS credentials: " +
                         reason_of(outcome));
  return read(outcome.body, "the machine's role");
}

}  // namespace streamctl::aws
