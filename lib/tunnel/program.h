// A tunnel program: what is started for --tunnel, and how its address is read.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/environment.h"
#include "core/result.h"
#include "core/secret.h"
#include "tunnel/address_reader.h"

namespace streamctl::tunnel {

/// What the user asked for.
struct ProgramChoice {
  std::string text;   ///< "cloudflared", "ngrok", "ssh:DEST" or a command line for the shell.
  std::string match;  ///< For Service::matched; empty: none.
  std::optional<std::uint16_t> port;  ///< Of the server of ssh; else as Program says.
  std::string public_url;             ///< Known to the user; empty: read from the output.
};

/// A program, ready to be started.
struct Program {
  std::string name;                ///< For messages: "cloudflared", "ssh".
  std::vector<std::string> words;  ///< The first is the path of the program.
  std::vector<std::pair<std::string, std::string>> variables;  ///< Added to its environment.
  std::vector<std::string> removed_variables;  ///< They would act as options of the program.
  Service service = Service::silent;
  std::string url;       ///< Known without reading it; else empty.
  AddressReader reader;  ///< Null where `url` is known.
  /// Words that are masked in its output.
  std::vector<Secret> secrets;
  /// How long its name must not be looked up: resolvers remember for half an hour that a name did
  /// not exist yet.
  std::chrono::nanoseconds name_wait{};
};

/// Checks what can be checked before the port is open: the program is on the PATH, the address can
/// be read or is known. Kind usage or config.
Result<void> check_choice(const ProgramChoice& choice, const Environment& environment);

/// The program that leads to the listener at `local_url`, "http://127.0.0.1:8080/hooks". The choice
/// has been checked.
Result<Program> program_of(const ProgramChoice& choice, const std::string& local_url,
                           const Environment& environment);

/// The path of `name` on the PATH; empty if it is not there.
std::string path_of(const std::string& name, const Environment& environment);

}  // namespace streamctl::tunnel
