#include "aws/settings.h"

#include <map>

#include <gtest/gtest.h>

namespace streamctl::aws {
namespace {

Environment environment(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(AwsSettings, TakeTheRegionFromTheEnvironmentBeforeTheProfile) {
  const Ini config{{"default", {{"region", "sa-east-1"}}}, {"profile dev", {{"region", "dev-1"}}}};
  EXPECT_EQ(region(environment({{"AWS_REGION", "a-1"}, {"AWS_DEFAULT_REGION", "b-1"}}), config),
            "a-1");
  EXPECT_EQ(region(environment({{"AWS_REGION", ""}, {"AWS_DEFAULT_REGION", "b-1"}}), config),
            "b-1");
  EXPECT_EQ(region(environment({}), config), "sa-east-1");
  EXPECT_EQ(region(environment({{"AWS_PROFILE", "dev"}}), config), "dev-1");
  EXPECT_EQ(region(environment({{"AWS_PROFILE", "none"}}), config), "");
}

TEST(AwsSettings, PreferAServicesOwnEndpointAndNameItsVariable) {
  const auto both =
      environment({{"AWS_ENDPOINT_URL", "http://x"}, {"AWS_ENDPOINT_URL_SQS", "http://y"}});
  EXPECT_EQ(endpoint_url(both, "SQS"), (EndpointUrl{"http://y", "AWS_ENDPOINT_URL_SQS"}));
  EXPECT_EQ(endpoint_url(both, "SNS"), (EndpointUrl{"http://x", "AWS_ENDPOINT_URL"}));
  EXPECT_EQ(endpoint_url(environment({{"AWS_ENDPOINT_URL_SQS", ""}}), "SQS"), std::nullopt);
}

}  // namespace
}  // namespace streamctl::aws
