// The URL of a queue, and what follows from it: region, endpoint, kind. Pure.
#pragma once

#include <string>
#include <string_view>

#include "aws/ini.h"
#include "core/environment.h"
#include "core/result.h"

namespace streamctl::sqs {

/// "https://sqs.eu-central-1.amazonaws.com/123456789012/events" taken apart.
struct QueueUrl {
  std::string url;
  std::string origin;   ///< "https://sqs.eu-central-1.amazonaws.com".
  std::string name;     ///< "events".
  std::string region;   ///< What the host says; empty where it says nothing.
  bool is_aws = false;  ///< The host is one of AWS's.
  /// Whether the queue keeps the order of each message group: its name ends in ".fifo".
  [[nodiscard]] bool is_fifo() const { return name.ends_with(".fifo"); }
  bool operator==(const QueueUrl&) const = default;
};

/// Kind usage: no URL, or not of the form ORIGIN/ACCOUNT/NAME.
Result<QueueUrl> parse_queue_url(const std::string& url);

/// The region in a host of AWS: sqs.REGION.amazonaws.com, its FIPS, legacy, dual-stack, China and
/// VPC forms; empty for any other. Source: AWS General Reference, "Amazon SQS endpoints".
std::string region_of_host(std::string_view host);

/// Where and how requests about a queue go.
struct Place {
  QueueUrl queue;
  std::string endpoint;        ///< Requests are posted there; the queue's URL is in their bodies.
  std::string region;          ///< That requests are signed for.
  std::string ca_certificate;  ///< AWS_CA_BUNDLE, or empty.
  bool operator==(const Place&) const = default;
};

/// The endpoint is AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL, or the queue's own host. The region is
/// `region` where not empty, else the host's, AWS_REGION, AWS_DEFAULT_REGION, the profile's of
/// `config` (the file ~/.aws/config); for a server that is not AWS's, us-east-1. Kind usage or
/// config: a bad URL, or a region that nothing says.
Result<Place> place_of(const std::string& queue_url, const std::string& region,
                       const Environment& environment, const aws::Ini& config);

}  // namespace streamctl::sqs
