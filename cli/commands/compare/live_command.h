// The command behind "--" of `compare --call`.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "child_process.h"
#include "command.h"
#include "context.h"
#include "core/result.h"
#include "net/http_server/server.h"

namespace streamctl::cli {

/// All calls are made on the loop of the server, except verdict().
class LiveCommand {
 public:
  LiveCommand(std::vector<std::string> words, Output output)
      : words_(std::move(words)), output_(output) {}

  /// Runs it, if there is one, with `variables` added to its environment; calls `exited` on the
  /// loop. Kind usage: it cannot be run.
  Result<void> start(const std::vector<ChildProcess::Variable>& variables, net::Server& server,
                     std::function<void()> exited);
  [[nodiscard]] bool is_running() const { return child_ && !code_; }
  /// It has exited by itself, with code 0.
  [[nodiscard]] bool has_succeeded() const { return code_ == 0 && !is_cut_short_; }
  /// Ends it, since the run ends before it does; `exited` follows.
  void end(net::Server& server, int signal);

  /// What the run ends with because of it; nothing: it has no say. `is_interrupted`: by the user.
  [[nodiscard]] std::optional<Result<ExitCode>> verdict(bool is_interrupted) const;

 private:
  std::vector<std::string> words_;  ///< Empty: there is none.
  Output output_;
  std::optional<ExitCode> code_;
  bool is_cut_short_ = false;
  std::unique_ptr<ChildProcess> child_;
};

}  // namespace streamctl::cli
