#include "commands/hooks/target.h"

#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/hook_types.h"
#include "args/options.h"
#include "core/text.h"
#include "error_report.h"
#include "net/http_client/curl_url.h"
#include "net/http_client/typed_url.h"
#include "sqs/queue_url.h"

namespace streamctl::cli {
namespace {

constexpr std::string_view topic_start = "arn:aws";

Result<void> apply_webhook(const std::string& text, Json& hook, Context& context) {
  auto url = net::read_url(text);
  if (!url) return std::move(url).error().in("URL");
  if (net::leads_to_this_machine(net::host_of(*url)) &&
      !net::leads_to_this_machine(net::host_of(context.settings.base_url)))
    report_warning(context,
                   "Stream cannot reach " + printable(*url) + ": it is this machine's own address");
  hook["hook_type"] = "webhook";
  hook["webhook_url"] = *url;
  return {};
}

/// Stream signs in with a role, or the queue's or topic's own policy admits it.
void apply_access(const HookTarget& target, const std::string& kind, const std::string& region,
                  Json& hook) {
  hook["hook_type"] = kind;
  if (!region.empty()) hook[kind + "_region"] = region;
  if (!target.role_arn.empty()) {
    hook[kind + "_auth_type"] = "role";
    hook[kind + "_role_arn"] = target.role_arn;
  } else if (!hook.contains(kind + "_auth_type")) {
    hook[kind + "_auth_type"] = "resource";
  }
}

Result<void> apply_queue(const HookTarget& target, Json& hook) {
  auto queue = sqs::parse_queue_url(target.queue_url);
  if (!queue) return std::move(queue).error().in("--sqs");
  hook["sqs_queue_url"] = queue->url;
  apply_access(target, "sqs", target.region.empty() ? queue->region : target.region, hook);
  return {};
}

/// "arn:aws:sns:REGION:ACCOUNT:NAME"
Result<void> apply_topic(const HookTarget& target, Json& hook) {
  const auto parts = split(target.topic_arn, ':');
  if (!target.topic_arn.starts_with(topic_start) || parts.size() != 6 || parts[2] != "sns" ||
      parts[3].empty() || parts[4].empty() || parts[5].empty())
    return option_error("--sns", "'" + printable(target.topic_arn) + "' is not the ARN of a topic",
                        "write it as arn:aws:sns:REGION:ACCOUNT:NAME");
  hook["sns_topic_arn"] = target.topic_arn;
  const std::string region = target.region.empty() ? std::string(parts[3]) : target.region;
  apply_access(target, "sns", region, hook);
  return {};
}

}  // namespace

int HookTarget::count() const {
  return static_cast<int>(!url.empty()) + static_cast<int>(!queue_url.empty()) +
         static_cast<int>(!topic_arn.empty());
}

void declare_target(Arguments& arguments, HookTarget& target) {
  arguments.text("--sqs", target.queue_url, "Send to this Amazon SQS queue").metavar("URL");
  arguments.text("--sns", target.topic_arn, "Send to this Amazon SNS topic").metavar("ARN");
  arguments.text("--region", target.region, "AWS region (default: from the URL or ARN)")
      .metavar("REGION");
  arguments.text("--role-arn", target.role_arn, "Role that Stream assumes for the queue or topic")
      .metavar("ARN");
  arguments
      .texts("--types", target.types,
             "Only these types or globs, with commas between them (default all, future ones too)")
      .metavar("TYPES");
  arguments.flag("--force", target.takes_misspelt_types,
                 "Take a type that looks misspelt as it is");
}

Result<void> apply_target(const HookTarget& target, Json& hook, Context& context) {
  const bool has_access = !target.region.empty() || !target.role_arn.empty();
  if (target.count() > 1)
    return usage_error("a hook has one target: a URL, --sqs or --sns",
                       "run the command once for each");
  if (has_access && target.queue_url.empty() && target.topic_arn.empty())
    return usage_error("--region and --role-arn belong to a queue or topic",
                       "give --sqs or --sns too");
  if (!target.queue_url.empty()) return apply_queue(target, hook);
  if (!target.topic_arn.empty()) return apply_topic(target, hook);
  if (!target.url.empty()) return apply_webhook(target.url, hook, context);
  return {};
}

Result<std::vector<std::string>> read_types(const HookTarget& target, Context& context) {
  return read_hook_types({"--types", "--force", target.takes_misspelt_types}, target.types,
                         context);
}

}  // namespace streamctl::cli
