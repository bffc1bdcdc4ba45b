#include "args/queue.h"

#include <algorithm>
#include <stop_token>
#include <utility>

#include <CLI/CLI.hpp>

#include "args/options.h"
#include "aws/credential_source.h"
#include "aws/profile.h"

namespace streamctl::cli {

void declare_queue(CLI::App& app, QueueOptions& options, const std::string& help,
                   const char* group) {
  app.add_option("--sqs-queue-url", options.url, help)->type_name("URL")->group(group);
  app.add_option("--aws-region", options.region,
                 "Region of the queue, where its URL and AWS_REGION do not say")
      ->type_name("REGION")
      ->group(group);
}

namespace {

Result<std::unique_ptr<sqs::Client>> open_with(const QueueOptions& options,
                                               const std::string& ca_certificate,
                                               std::size_t connections,
                                               aws::CredentialSource::Find find, Context& context) {
  auto files = aws::read_profile_files(context.environment);
  if (!files) return std::move(files).error();
  auto place = sqs::place_of(options.url, options.region, context.environment, files->config);
  if (!place) return std::move(place).error().in("--sqs-queue-url");
  sqs::Client::Options client;
  const bool is_named = !place->ca_certificate.empty();
  client.trust.ca_certificate = is_named ? place->ca_certificate : ca_certificate;
  if (auto good = net::check_trust(client.trust); !good)
    return std::move(good).error().in(is_named ? "AWS_CA_BUNDLE" : "--ca-cert");
  client.place = *std::move(place);
  client.connect_timeout = context.settings.connect_timeout;
  client.connections_max = connections;
  aws::CredentialSource credentials(std::move(find), context.clock);
  if (auto found = credentials.current(); !found) return std::move(found).error();
  return std::make_unique<sqs::Client>(std::move(client), std::move(credentials));
}

}  // namespace

Result<std::unique_ptr<sqs::Client>> open_queue(const QueueOptions& options,
                                                const std::string& ca_certificate,
                                                std::size_t connections, Context& context) {
  // Later looks are for what is still to be settled after a stop.
  const auto find = [environment = context.environment, stop = context.stop]() mutable {
    return aws::find_credentials(environment, std::exchange(stop, std::stop_token()));
  };
  return open_with(options, ca_certificate, connections, find, context);
}

Result<std::unique_ptr<sqs::Client>> open_hook_queue(const emulator::HookTarget& hook,
                                                     const std::vector<std::string>& named,
                                                     Context& context) {
  if (hook.key.empty() && std::find(named.begin(), named.end(), hook.url) == named.end())
    return usage_error("the AWS credentials are not for this queue", "add --sqs-queue-url URL");
  if (hook.key.empty()) return open_queue({hook.url, hook.region}, "", 4, context);
  aws::Credentials own;
  own.access_key_id = hook.key;
  own.secret_access_key = Secret(hook.secret);
  own.renewable = false;
  own.source = "the hook";
  return open_with(
      {hook.url, hook.region}, "", 4, [own] { return Result<aws::Credentials>(own); }, context);
}

}  // namespace streamctl::cli
