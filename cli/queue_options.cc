#include "queue_options.h"

#include <utility>

#include <CLI/CLI.hpp>

#include "options.h"
#include "sqs/credential_source.h"
#include "sqs/profile.h"

namespace streamctl::cli {

void declare_queue(CLI::App& app, QueueOptions& options, const std::string& help,
                   const char* group) {
  app.add_option("--sqs-queue-url", options.url, help)->type_name("URL")->group(group);
  app.add_option("--aws-region", options.region,
                 "Region of the queue, where its URL and AWS_REGION do not say")
      ->type_name("REGION")
      ->group(group);
}

Result<std::unique_ptr<sqs::Client>> open_queue(const QueueOptions& options,
                                                const std::string& ca_certificate,
                                                std::size_t connections, Context& context) {
  auto files = sqs::read_profile_files(context.environment);
  if (!files) return std::move(files).error();
  auto place = sqs::place_of(options.url, options.region, context.environment, files->config);
  if (!place) return std::move(place).error().in("--sqs-queue-url");
  sqs::Client::Options client;
  client.trust.ca_certificate =
      place->ca_certificate.empty() ? ca_certificate : place->ca_certificate;
  if (auto good = net::check_trust(client.trust); !good)
    return std::move(good).error().in(place->ca_certificate.empty() ? "--ca-cert"
                                                                    : "AWS_CA_BUNDLE");
  client.place = *std::move(place);
  client.connect_timeout = context.settings.connect_timeout;
  client.connections_max = connections;
  sqs::CredentialSource credentials(
      [environment = context.environment] { return sqs::find_credentials(environment); },
      context.clock);
  if (auto found = credentials.current(); !found) return std::move(found).error();
  return std::make_unique<sqs::Client>(std::move(client), std::move(credentials));
}

}  // namespace streamctl::cli
