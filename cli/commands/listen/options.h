// The options of `listen`, and their checked form.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "args/endpoint.h"
#include "args/filter.h"
#include "args/queue.h"
#include "args/record.h"
#include "args/stop.h"
#include "args/target.h"
#include "args/ui.h"
#include "args/view.h"
#include "commands/listen/sns_options.h"
#include "context.h"
#include "core/result.h"
#include "listener/expectations.h"
#include "listener/listener.h"
#include "listener/receiver.h"
#include "net/http_server/server.h"
#include "public/options.h"
#include "render/events.h"

namespace streamctl::cli {

class Arguments;

struct ListenOptions {
  EndpointOptions endpoint;
  bool asks_for_endpoint = false;  ///< Set by an option that applies only to an HTTP endpoint.
  std::string tls_certificate;
  std::string tls_key;
  std::uint64_t body_bytes_max = 5 * 1024 * 1024;
  bool no_verify = false;

  RecordOptions record;
  bool no_history = false;

  std::vector<std::string> forward_to;
  ReachOptions reach;
  std::chrono::nanoseconds attempt_timeout = std::chrono::seconds{6};
  bool show_response = false;
  std::string respond;

  QueueOptions queue;
  std::optional<std::uint64_t> receivers;
  SnsOptions sns;
  PublicEndOptions public_end;

  FilterOptions filters;
  bool dedupe = false;

  EndOptions end;

  UiOptions ui;
  ViewOptions view;
  std::vector<std::string> command;
};

void declare_listen(Arguments& arguments, ListenOptions& options);

/// The options, checked and converted to library types.
struct ListenPlan {
  net::ServerOptions server;
  listener::ReceiverOptions receiver;
  Secret secret;  ///< Empty under --no-verify.
  listener::Expectations expectations;
  std::optional<std::chrono::nanoseconds> duration;
  std::optional<std::chrono::nanoseconds> timeout;
  std::string junit;  ///< Empty: no report.
  RecordOptions record;
  bool keeps_history = true;
  std::chrono::nanoseconds attempt_timeout{};
  UiOptions ui;
  delivery::Target page_reach;  ///< Of what the page sends.
  EventView view;
  std::unique_ptr<filter::Examiner> filter;  ///< Null: none.
  std::vector<std::string> command;
  std::string respond;                 ///< As typed, for the banner.
  std::unique_ptr<sqs::Client> queue;  ///< Null: HTTP only.
  std::size_t receivers = 0;
  net::Trust sns_trust;  ///< For AWS servers.
  std::optional<PublicPlan> public_end;
};

/// Moves into `settings` what the listener needs of `plan`.
void fill(listener::ListenerSettings& settings, ListenPlan& plan);

/// Kind usage or config.
Result<ListenPlan> plan_listen(const ListenOptions& options, Context& context);

}  // namespace streamctl::cli
