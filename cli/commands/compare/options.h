// The options of `compare`.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "args/record.h"
#include "args/stop.h"
#include "args/watcher.h"
#include "core/result.h"

namespace streamctl::cli {

class Arguments;

/// Those of --call without captures.
struct LiveOptions {
  bool is_given = false;  ///< Set by an option that applies only there.
  std::string host = "127.0.0.1";
  std::uint64_t port = 8080;
  std::string path = "/";
  WatcherOptions watcher;
  bool create = false;
  RecordOptions record;
  std::chrono::nanoseconds grace = std::chrono::seconds{5};
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
