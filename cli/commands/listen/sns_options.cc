#include "commands/listen/sns_options.h"

#include "args/arguments.h"
#include "args/options.h"
#include "aws/settings.h"
#include "core/text.h"

namespace streamctl::cli {

void declare_sns(Arguments& arguments, SnsOptions& options) {
  constexpr const char* group = "Amazon SNS";
  arguments
      .texts("--sns-topic", options.topics,
             "Receive events that Amazon SNS posts here, signed by AWS, from topics that match "
             "this glob only")
      .metavar("ARN")
      .group(group);
  arguments
      .flag("--sns-confirm", options.confirm,
            "Confirm subscriptions to these topics; without it, the URL that confirms one is shown")
      .group(group);
}

namespace {

Result<void> check(const SnsOptions& options, bool verifies) {
  for (const std::string& topic : options.topics)
    if (topic != "*" && !topic.starts_with("arn:"))
      return option_error("--sns-topic", "'" + printable(topic) + "' is not the ARN of a topic",
                          "write it as arn:aws:sns:REGION:ACCOUNT:NAME, with * for what may vary");
  if (!options.confirm) return {};
  if (options.topics.empty())
    return option_error("--sns-confirm",
                        "nothing says of which topics: anybody could subscribe "
                        "this endpoint to one of theirs",
                        "add --sns-topic ARN");
  if (!verifies)
    return option_error("--sns-confirm", "only a verified message is answered with a confirmation",
                        "leave out --no-verify");
  return {};
}

}  // namespace

Result<SnsPlan> plan_sns(const SnsOptions& options, bool verifies,
                         const std::string& ca_certificate, const Context& context) {
  if (auto good = check(options, verifies); !good) return std::move(good).error();
  SnsPlan plan;
  plan.endpoint.topics = options.topics;
  plan.endpoint.confirms = options.confirm;
  plan.endpoint.verifies = verifies;
  const auto endpoint = aws::endpoint_url(context.environment, "SNS");
  if (endpoint) plan.endpoint.aws_endpoint = endpoint->url;
  const std::string bundle = aws::ca_bundle(context.environment);
  plan.trust.ca_certificate = bundle.empty() ? ca_certificate : bundle;
  if (options.topics.empty()) return plan;
  if (endpoint) {
    if (auto good = net::check_url(endpoint->url); !good)
      return std::move(good).error().in(endpoint->variable);
  }
  if (auto good = net::check_trust(plan.trust); !good)
    return std::move(good).error().in(bundle.empty() ? "--ca-cert" : "AWS_CA_BUNDLE");
  return plan;
}

}  // namespace streamctl::cli
