// The options of the endpoint that a command listens on: --host, --port and --path.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace streamctl::cli {

class Arguments;

struct EndpointOptions {
  std::string host = "127.0.0.1";
  std::uint64_t port = 8080;
  std::string path = "/";
};

/// Each of them, if given, sets `is_given`.
void declare_endpoint(Arguments& arguments, EndpointOptions& options, bool& is_given,
                      const char* group);

/// Refuses a path that no request has. Kind usage.
Result<void> check_endpoint(const EndpointOptions& options);

}  // namespace streamctl::cli
