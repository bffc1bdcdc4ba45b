// The options of `compare`.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "args/endpoint.h"
#include "args/record.h"
#include "args/stop.h"
#include "args/target.h"
#include "args/watcher.h"
#include "core/result.h"
#include "public/options.h"

namespace streamctl::cli {

class Arguments;

/// Those of --call without captures.
struct LiveOptions {
  bool is_given = false;  ///< Set by an option that applies only there.
  EndpointOptions endpoint;
  PublicEndOptions public_end;
  ReachOptions reach;  ///< Of the probes of the public address.
  WatcherOptions watcher;
  bool create = false;
  RecordOptions record;
  std::chrono::nanoseconds grace = std::chrono::seconds{5};
  std::vector<std::string> command;
};

struct CompareOptions {
  std::vector<std::string> files;
  std::vector<std::string> types;
  std::vector<std::string> calls;
  bool overlap = false;
  bool strict = false;
  LiveOptions live;
  EndOptions end;
};

void declare_compare(Arguments& arguments, CompareOptions& options);

/// Refuses options that do not go together. Kind usage.
Result<void> check_compare(const CompareOptions& options);

}  // namespace streamctl::cli
