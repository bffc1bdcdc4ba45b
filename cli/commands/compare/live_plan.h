// The checked options of `compare --call`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "args/record.h"
#include "args/watcher.h"
#include "commands/compare/options.h"
#include "compare/comparison.h"
#include "context.h"
#include "core/result.h"
#include "core/secret.h"
#include "listener/expectations.h"
#include "net/http_server/server.h"
#include "public/options.h"
#include "stream/watching.h"

namespace streamctl::cli {

struct LivePlan {
  Watcher watcher;
  stream::WatchPlan watch;
  net::ServerOptions server;
  std::string path;
  Secret secret;  ///< Of the webhooks.
  std::optional<PublicPlan> public_end;
  RecordOptions record;
  compare::Options compare;
  bool strict = false;
  listener::Expectations expectations;
  std::optional<std::chrono::nanoseconds> duration;
  std::optional<std::chrono::nanoseconds> timeout;
  std::chrono::nanoseconds grace{};
  std::string junit;  ///< Empty: no report.
  std::vector<std::string> command;
};

/// Kind usage or config.
Result<LivePlan> plan_live(const CompareOptions& options, Context& context);

}  // namespace streamctl::cli
