#include "sqs/queue_url.h"

#include <algorithm>
#include <array>
#include <vector>

#include "aws/settings.h"
#include "core/text.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/http_client.h"

namespace streamctl::sqs {
namespace {

constexpr const char* local_region = "us-east-1";  // The default of other servers of the protocol.
constexpr const char* form_hint =
    "write it as https://sqs.REGION.amazonaws.com/ACCOUNT/NAME, as AWS's console shows it";

/// "eu-central-1", "us-gov-west-1": letters, digits and dashes, and a digit at the end.
bool is_region(std::string_view text) {
  return text.find('-') != std::string_view::npos && text.back() >= '0' && text.back() <= '9' &&
         std::all_of(text.begin(), text.end(), [](char byte) {
           return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
         });
}

bool is_aws_host(std::string_view host) {
  constexpr std::array<std::string_view, 4> domains{".amazonaws.com", ".amazonaws.com.cn",
                                                    ".api.aws", ".api.amazonwebservices.com.cn"};
  return std::any_of(domains.begin(), domains.end(),
                     [&](std::string_view domain) { return host.ends_with(domain); });
}

std::string first_of(std::initializer_list<std::string> texts) {
  const auto* found =
      std::find_if(texts.begin(), texts.end(), [](const auto& text) { return !text.empty(); });
  return found == texts.end() ? "" : *found;
}

}  // namespace

std::string region_of_host(std::string_view host) {
  if (!is_aws_host(host)) return "";
  const auto labels = split(host, '.');
  for (std::size_t i = 0; i + 1 < labels.size(); ++i) {
    const std::string_view label = labels[i];
    const bool is_service = label == "sqs" || label == "sqs-fips";
    if (is_service && is_region(labels[i + 1])) return std::string(labels[i + 1]);
    if (labels[i + 1] == "queue" && is_region(label))
      return std::string(label);  // The legacy form.
  }
  // The oldest queue URLs name no region: queue.amazonaws.com is us-east-1.
  return host == "queue.amazonaws.com" ? "us-east-1" : "";
}

Result<QueueUrl> parse_queue_url(const std::string& url) {
  if (auto good = net::check_url(url); !good) {
    Error error = std::move(good).error();
    error.hint = form_hint;
    return error;
  }
  QueueUrl queue;
  queue.url = url;
  const auto host_start = url.find("://") + 3;
  const auto path_start = std::min(url.find('/', host_start), url.size());
  queue.origin = url.substr(0, path_start);
  const auto parts = split(std::string_view(url).substr(path_start), '/');
  if (parts.size() < 3 || parts.back().empty() || url.find_first_of("?#") != std::string::npos)
    return usage_error("'" + printable(url) + "' is not the URL of a queue", form_hint);
  queue.name = parts.back();
  const std::string host = net::host_of(url);
  queue.region = region_of_host(host);
  queue.is_aws = is_aws_host(host);
  return queue;
}

Result<Place> place_of(const std::string& queue_url, const std::string& region,
                       const Environment& environment, const aws::Ini& config) {
  auto queue = parse_queue_url(queue_url);
  if (!queue) return std::move(queue).error();
  Place place;
  const auto named = aws::endpoint_url(environment, "SQS");
  place.endpoint = named ? named->url : queue->origin;
  if (named) {
    if (auto good = net::check_url(named->url); !good)
      return std::move(good).error().in(named->variable);
  }
  if (!place.endpoint.ends_with('/')) place.endpoint += '/';
  const bool is_aws = named ? is_aws_host(net::host_of(named->url)) : queue->is_aws;
  place.region = first_of(
      {region, queue->region, aws::region(environment, config), is_aws ? "" : local_region});
  if (place.region.empty())
    return config_error("the region of '" + printable(queue_url) + "' is not known",
                        "pass --aws-region, or set AWS_REGION");
  place.ca_certificate = aws::ca_bundle(environment);
  place.queue = *std::move(queue);
  return place;
}

}  // namespace streamctl::sqs
