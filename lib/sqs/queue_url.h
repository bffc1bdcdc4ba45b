// The URL of a queue, and the region, endpoint and kind that follow from it. Pure.
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
  std::string region;   ///< From the host; empty if the host names none.
  bool is_aws = false;  ///< The host is AWS's.
  /// Whether the queue keeps messages in order: its name ends in ".fifo".
  [[nodiscard]] bool is_fifo() const { return name.ends_with(".fifo"); }
  bool operator==(const QueueUrl&) const = default;
};

/// Kind usage: not a URL, or not of the form ORIGIN/ACCOUNT/NAME.
Result<QueueUrl> parse_queue_url(const std::string& url);

/// The region in an AWS host name: sqs.REGION.amazonaws.com and its FIPS, legacy, dual-stack, China
/// and VPC forms. Empty for any other host. Source: AWS General Reference, "Amazon SQS endpoints".
std::string region_of_host(std::string_view host);

/// Where requests about a queue are sent, and how they are signed.
struct Place {
  QueueUrl queue;
  std::string endpoint;        ///< Requests are posted here, with the queue's URL in the body.
  std::string region;          ///< Requests are signed for it.
  std::string ca_certificate;  ///< AWS_CA_BUNDLE, or empty.
  bool operator==(const Place&) const = default;
};

/// The endpoint is aws::endpoint_url(), or the queue's own host. The region is the first of these
/// that is not empty: `region`, that of the host, aws::region(), and us-east-1 if the server is not
/// AWS's. Kind usage or config: a bad URL, or no region.
Result<Place> place_of(const std::string& queue_url, const std::string& region,
                       const Environment& environment, const aws::Ini& config);

}  // namespace streamctl::sqs
