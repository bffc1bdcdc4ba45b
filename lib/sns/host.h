// Which URLs in a message may be fetched: those on a host of Amazon SNS. Pure.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::sns {

/// Whether `url` may be fetched because a message names it: https, a host that is exactly
/// sns.REGION.amazonaws.com or sns.REGION.amazonaws.com.cn, port 443, no credentials. A non-empty
/// `endpoint` (AWS_ENDPOINT_URL_SNS: "http://127.0.0.1:4566") replaces AWS, and only URLs of its
/// origin may be fetched. Compares bytes: nothing is normalised first.
bool is_of_sns(std::string_view url, std::string_view endpoint);

/// As is_of_sns(), for a SigningCertURL: its path ends with ".pem", and it has no query.
bool is_certificate_of_sns(std::string_view url, std::string_view endpoint);

}  // namespace streamctl::sns
