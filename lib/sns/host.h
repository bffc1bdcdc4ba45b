// Which URLs in a message may be asked for: those on a host of Amazon SNS. Pure.
#pragma once

#include <string>
#include <string_view>

namespace streamctl::sns {

/// Whether `url` may be fetched because a message names it: https, a host that is exactly
/// sns.REGION.amazonaws.com or sns.REGION.amazonaws.com.cn, no other port, no credentials. Where
/// `endpoint` is not empty (AWS_ENDPOINT_URL_SNS: "http://127.0.0.1:4566") it stands in AWS's
/// place, and URLs of its origin are the only ones. Byte for byte: nothing is normalised first.
bool is_of_sns(std::string_view url, std::string_view endpoint);

/// As is_of_sns(), of a SigningCertURL: its path ends with ".pem", and there is no query.
bool is_certificate_of_sns(std::string_view url, std::string_view endpoint);

}  // namespace streamctl::sns
