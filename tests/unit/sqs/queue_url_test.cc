#include "sqs/queue_url.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace streamctl::sqs {
namespace {

using ::testing::HasSubstr;

Environment environment(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(QueueUrl, TellsTheRegionByItsHost) {
  const struct {
    const char* host;
    const char* region;
  } rows[] = {
      {"sqs.eu-central-1.amazonaws.com", "eu-central-1"},
      {"sqs-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"},
      {"sqs.cn-north-1.amazonaws.com.cn", "cn-north-1"},
      {"eu-west-1.queue.amazonaws.com", "eu-west-1"},
      {"queue.amazonaws.com", "us-east-1"},
      {"sqs.eu-west-3.api.aws", "eu-west-3"},
      {"vpce-0a1b-2c3d.sqs.ap-south-1.vpce.amazonaws.com", "ap-south-1"},
      {"localhost", ""},
      {"sqs.us-east-1.localhost", ""},
      {"sqs.amazonaws.com", ""},
      {"sqs.eu-central-1.amazonaws.com.example.com", ""},
      {"", ""},
  };
  for (const auto& row : rows)
    EXPECT_EQ(region_of_host(row.host), row.region) << row.host;
}

TEST(QueueUrl, IsTakenApart) {
  const auto queue = parse_queue_url("https://sqs.eu-central-1.amazonaws.com/123456789012/e.fifo");
  ASSERT_TRUE(queue);
  EXPECT_EQ(queue->origin, "https://sqs.eu-central-1.amazonaws.com");
  EXPECT_EQ(queue->name, "e.fifo");
  EXPECT_EQ(queue->region, "eu-central-1");
  EXPECT_TRUE(queue->is_aws && queue->is_fifo());
  const auto local = parse_queue_url("http://127.0.0.1:4566/000000000000/events");
  ASSERT_TRUE(local);
  EXPECT_EQ(local->origin, "http://127.0.0.1:4566");
  EXPECT_FALSE(local->is_aws || local->is_fifo());
}

TEST(QueueUrl, RefusesWhatIsNone) {
  for (const char* url :
       {"", "events", "arn:aws:sqs:eu-central-1:123456789012:events",
        "https://sqs.eu-central-1.amazonaws.com", "https://h/123/", "https://h/events",
        "https://u:p@h/1/q", "https://h/1/q?x", "ftp://h/1/q"}) {
    const auto queue = parse_queue_url(url);
    ASSERT_FALSE(queue) << url;
    EXPECT_EQ(queue.error().kind, ErrorKind::usage);
    EXPECT_THAT(queue.error().hint, HasSubstr("https://sqs.REGION.amazonaws.com/"));
  }
}

TEST(Place, FindsTheRegion) {
  const std::string aws = "https://sqs.eu-central-1.amazonaws.com/1/q";
  const std::string local = "http://localhost:4566/0/q";
  const aws::Ini config{{"default", {{"region", "sa-east-1"}}},
                        {"profile dev", {{"region", "dev-1"}}}};
  const struct {
    const char* name;
    const std::string& url;
    const char* option;
    std::map<std::string, std::string> environment;
    aws::Ini config;
    const char* region;
  } rows[] = {
      {"of the host", aws, "", {{"AWS_REGION", "us-west-2"}}, config, "eu-central-1"},
      {"of the option", aws, "us-west-1", {}, {}, "us-west-1"},
      {"of the environment", local, "", {{"AWS_REGION", "us-west-2"}}, config, "us-west-2"},
      {"of the older variable",
       local,
       "",
       {{"AWS_DEFAULT_REGION", "us-west-2"}},
       config,
       "us-west-2"},
      {"of the profile", local, "", {}, config, "sa-east-1"},
      {"of the named profile", local, "", {{"AWS_PROFILE", "dev"}}, config, "dev-1"},
      {"of a local server", local, "", {}, {}, "us-east-1"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto place = place_of(row.url, row.option, environment(row.environment), row.config);
    ASSERT_TRUE(place);
    EXPECT_EQ(place->region, row.region);
  }
  const auto nowhere = place_of("https://sqs.amazonaws.com/1/q", "", environment({}), {});
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().hint, HasSubstr("--aws-region"));
}

TEST(Place, FindsTheEndpoint) {
  const std::string url = "https://sqs.eu-central-1.amazonaws.com/1/q";
  const auto endpoint = [&](std::map<std::string, std::string> values) {
    const auto place = place_of(url, "", environment(std::move(values)), {});
    return place ? place->endpoint : place.error().what;
  };
  EXPECT_EQ(endpoint({}), "https://sqs.eu-central-1.amazonaws.com/");
  EXPECT_EQ(endpoint({{"AWS_ENDPOINT_URL", "http://localhost:1"}}), "http://localhost:1/");
  EXPECT_EQ(endpoint({{"AWS_ENDPOINT_URL", "http://x"}, {"AWS_ENDPOINT_URL_SQS", "http://y/z/"}}),
            "http://y/z/");
  EXPECT_THAT(endpoint({{"AWS_ENDPOINT_URL", "nowhere::"}}),
              HasSubstr("AWS_ENDPOINT_URL: bad URL"));
  EXPECT_EQ(place_of(url, "", environment({{"AWS_CA_BUNDLE", "/ca.pem"}}), {})->ca_certificate,
            "/ca.pem");
}

}  // namespace
}  // namespace streamctl::sqs
