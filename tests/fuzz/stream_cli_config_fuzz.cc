// The configuration file of another program, parsed as far as possible.
#include "commands/doctor/stream_cli_config.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace streamctl;  // NOLINT(google-build-using-namespace): all of it is about us
  const auto config = cli::parse_stream_cli_config(text_of(data, size));
  must(config.apps.size() <= cli::stream_cli_apps_max);
  return 0;
}
