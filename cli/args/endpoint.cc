#include "args/endpoint.h"

#include <algorithm>
#include <string_view>

#include "args/arguments.h"
#include "args/options.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

/// Whether `path` has only characters that a request path may contain.
bool is_path(std::string_view path) {
  return std::none_of(path.begin(), path.end(), [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value <= 0x20 || value == 0x7f || byte == '?' || byte == '#';
  });
}

}  // namespace

void declare_endpoint(Arguments& arguments, EndpointOptions& options, bool& is_given,
                      const char* group) {
  arguments.text("--host", options.host, "Address or name of this machine to listen on")
      .metavar("HOST")
      .shown_default(options.host)
      .given(is_given)
      .group(group);
  arguments.count("--port", options.port, 0, 65535, "Port to listen on; 0: any free one")
      .given(is_given)
      .group(group);
  arguments.text("--path", options.path, "Path to serve, including everything below it")
      .metavar("PATH")
      .shown_default(options.path)
      .given(is_given)
      .group(group);
}

Result<void> check_endpoint(const EndpointOptions& options) {
  const std::string shown = "'" + printable(options.path) + "'";
  if (!options.path.starts_with('/'))
    return option_error("--path", shown + " does not begin with /");
  if (!is_path(options.path))
    return option_error("--path",
                        shown +
                            " holds ?, #, white space or a control character, which no request's "
                            "path has",
                        "write them percent-encoded, as %20; the query is not part of a path");
  return {};
}

}  // namespace streamctl::cli
