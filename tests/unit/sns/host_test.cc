#include "sns/host.h"

#include <string>

#include <gtest/gtest.h>

namespace streamctl::sns {
namespace {

TEST(Host, OfSnsAloneIsAsked) {
  const char* good[] = {
      "https://sns.us-east-1.amazonaws.com/"
      "SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem",
      "https://sns.eu-central-1.amazonaws.com:443/"
      "?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:1:e&Token=2",
      "https://sns.us-gov-west-1.amazonaws.com/a",
      "https://sns.cn-north-1.amazonaws.com.cn/a",
      "https://sns.ap-southeast-10.amazonaws.com/",
  };
  for (const char* url : good)
    EXPECT_TRUE(is_of_sns(url, "")) << url;
}

TEST(Host, OfNobodyElseIs) {
  const std::string bad[] = {
      "",
      "https://",
      "https://sns.us-east-1.amazonaws.com",
      "http://sns.us-east-1.amazonaws.com/a",
      "HTTPS://sns.us-east-1.amazonaws.com/a",
      "ftp://sns.us-east-1.amazonaws.com/a",
      "//sns.us-east-1.amazonaws.com/a",
      "https:/sns.us-east-1.amazonaws.com/a",
      "https://SNS.us-east-1.amazonaws.com/a",
      "https://sns.US-EAST-1.amazonaws.com/a",
      "https://sns.us-east-1.amazonaws.COM/a",
      // Suffixes and prefixes.
      "https://sns.us-east-1.amazonaws.com.evil.test/a",
      "https://sns.us-east-1.amazonaws.com.cn.evil.test/a",
      "https://sns.us-east-1.amazonaws.com./a",
      "https://sns.us-east-1.amazonaws.comevil.test/a",
      "https://evilsns.us-east-1.amazonaws.com/a",
      "https://evil.sns.us-east-1.amazonaws.com/a",
      "https://sns.us-east-1.evil.amazonaws.com/a",
      "https://sns.us-east-1.evilamazonaws.com/a",
      "https://evil.test/sns.us-east-1.amazonaws.com/a",
      "https://evil.test/?https://sns.us-east-1.amazonaws.com/a",
      "https://evil.test?sns.us-east-1.amazonaws.com/a",
      "https://evil.test#sns.us-east-1.amazonaws.com/a",
      // Customers' names under the same domain.
      "https://sns.s3.amazonaws.com/a",
      "https://sns.s3-us-west-2.amazonaws.com/a",
      "https://sns.s3-website-us-east-1.amazonaws.com/a",
      "https://sns.compute-1.amazonaws.com/a",
      "https://sns.amazonaws.com/a",
      "https://sns..amazonaws.com/a",
      "https://sns.us-east-.amazonaws.com/a",
      "https://sns.us-east-1a.amazonaws.com/a",
      "https://sns.us--1.amazonaws.com/a",
      "https://sqs.us-east-1.amazonaws.com/a",
      // Credentials and ports.
      "https://user@sns.us-east-1.amazonaws.com/a",
      "https://user:word@sns.us-east-1.amazonaws.com/a",
      "https://sns.us-east-1.amazonaws.com@evil.test/a",
      "https://sns.us-east-1.amazonaws.com:443@evil.test/a",
      "https://sns.us-east-1.amazonaws.com:8443/a",
      "https://sns.us-east-1.amazonaws.com:/a",
      "https://sns.us-east-1.amazonaws.com:0443/a",
      // Forms that programs parse differently.
      "https://sns.us-east-1.amazonaws.com\\.evil.test/a",
      "https://evil.test\\@sns.us-east-1.amazonaws.com/a",
      "https://evil.test\\/sns.us-east-1.amazonaws.com/a",
      "https://sns.us-east-1.amazonaws.com/a#b",
      "https://sns.us-east-1.amazonaws.com/a b",
      " https://sns.us-east-1.amazonaws.com/a",
      "https://sns.us-east-1.amazonaws.com%2eevil.test/a",
      "https://sns.us-east-1.amazonaws.com\t/a",
      std::string("https://sns.us-east-1.amazonaws.com\0.evil.test/a", 49),
      "https://sns.us-east-1.amazonaws.com/\xC3\xA9",
      "https://sns.us-east-1.amazonaws.com/" + std::string(2048, 'a'),
  };
  for (const std::string& url : bad)
    EXPECT_FALSE(is_of_sns(url, "")) << url;
}

TEST(Host, OfAnEndpointStandsInAwsPlace) {
  for (const char* endpoint : {"http://127.0.0.1:4566", "http://127.0.0.1:4566/"}) {
    EXPECT_TRUE(is_of_sns("http://127.0.0.1:4566/a.pem", endpoint));
    EXPECT_FALSE(is_of_sns("http://127.0.0.1:45660/a.pem", endpoint));
    EXPECT_FALSE(is_of_sns("http://127.0.0.1:4566.evil.test/a.pem", endpoint));
    EXPECT_FALSE(is_of_sns("http://127.0.0.1:4566@evil.test/a.pem", endpoint));
    EXPECT_FALSE(is_of_sns("http://127.0.0.1/a.pem", endpoint));
    EXPECT_FALSE(is_of_sns("https://127.0.0.1:4566/a.pem", endpoint));
    EXPECT_FALSE(is_of_sns("https://sns.us-east-1.amazonaws.com/a.pem", endpoint));
  }
}

TEST(Host, ACertificateIsAPemFile) {
  const std::string host = "https://sns.us-east-1.amazonaws.com";
  EXPECT_TRUE(is_certificate_of_sns(host + "/a.pem", ""));
  EXPECT_FALSE(is_certificate_of_sns(host + "/a", ""));
  EXPECT_FALSE(is_certificate_of_sns(host + "/a?.pem", ""));
  EXPECT_FALSE(is_certificate_of_sns(host + "/?Action=Publish&Message=x.pem", ""));
  EXPECT_FALSE(is_certificate_of_sns("https://evil.test/a.pem", ""));
}

}  // namespace
}  // namespace streamctl::sns
