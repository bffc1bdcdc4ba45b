// The options of `emulator` and of what acts on a running one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "args/event.h"
#include "args/target.h"
#include "command.h"
#include "core/result.h"
#include "delivery/policy.h"

namespace streamctl::cli {

enum class EmulatorAction { run, push, drop, silence, fail, expire_tokens, reset, state, log };

struct EmulatorOptions {
  EmulatorAction action = EmulatorAction::run;

  std::string host = "127.0.0.1";
  std::uint64_t port = 8800;
  std::vector<std::string> webhook_urls;
  std::vector<std::string> queue_urls;
  bool hooks_anywhere = false;
  bool gzip = false;
  std::string seed_file;
  ReachOptions reach;
  delivery::Policy policy;
  std::vector<std::string> command;

  /// Where the running one is; empty: the base URL if it is of this machine, or the usual one.
  std::string at;
  std::string type;
  OverrideOptions overrides;
  std::uint64_t code = 1001;
  std::string user_id;
  std::uint64_t count = 0;
  std::uint64_t status = 503;
};

void declare_emulator(Arguments& arguments, EmulatorOptions& options);

/// The nested commands, each of which runs `run`.
std::vector<Command> emulator_actions(Result<ExitCode> (*run)(const EmulatorOptions&, Context&));

}  // namespace streamctl::cli
