// The options of `emulator` itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "args/arguments.h"
#include "args/target.h"
#include "args/ui.h"
#include "delivery/policy.h"
#include "emulator/state/dates.h"

namespace streamctl::cli {

struct EmulatorOptions {
  std::string host = "127.0.0.1";
  std::uint64_t port = 8800;
  std::vector<std::string> webhook_urls;
  std::vector<std::string> queue_urls;
  bool hooks_anywhere = false;
  bool gzip = false;
  emulator::DateForm timestamps = emulator::DateForm::text;
  std::string seed_file;
  ReachOptions reach;
  delivery::Policy policy;
  UiOptions ui;
  std::vector<std::string> command;
};

void declare_emulator(Arguments& arguments, EmulatorOptions& options);

}  // namespace streamctl::cli
