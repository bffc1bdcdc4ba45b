#include "args/queue.h"

#include <stop_token>
#include <utility>

#include "args/arguments.h"
#include "args/options.h"
#include "aws/profile.h"

namespace streamctl::cli {

void declare_queue(Arguments& arguments, QueueOptions& options, const std::string& help,
                   const char* group) {
  arguments.text("--sqs-queue-url", options.url, help).metavar("URL").group(group);
  arguments
      .text("--aws-region", options.region,
            "Region of the queue, if neither its URL nor AWS_REGION names it")
      .metavar("REGION")
      .group(group);
}

Result<std::unique_ptr<sqs::Client>> open_queue(const QueueOptions& options,
                                                const std::string& ca_certificate,
                                                std::size_t connections,
                                                aws::CredentialSource::Find find,
                                                Context& context) {
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

Result<std::unique_ptr<sqs::Client>> open_queue(const QueueOptions& options,
                                                const std::string& ca_certificate,
                                                std::size_t connections, Context& context) {
  // The stop cancels only the first lookup: later ones serve messages still in flight after it.
  const auto find = [environment = context.environment, stop = context.stop]() mutable {
    return aws::find_credentials(environment, std::exchange(stop, std::stop_token()));
  };
  return open_queue(options, ca_certificate, connections, find, context);
}

}  // namespace streamctl::cli
