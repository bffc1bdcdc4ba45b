#include "commands/compare/live_command.h"

#include <utility>

namespace streamctl::cli {

Result<void> LiveCommand::start(const std::vector<ChildProcess::Variable>& variables,
                                net::Server& server, std::function<void()> exited) {
  if (words_.empty()) return {};
  const auto reap = [this, exited = std::move(exited)] {
    code_ = child_->wait();
    exited();
  };
  auto child = ChildProcess::start(words_, variables, child_stdout(output_),
                                   [&server, reap] { server.post(reap); });
  if (!child) return std::move(child).error();
  child_ = *std::move(child);
  return {};
}

void LiveCommand::end(net::Server& server, int signal) {
  is_cut_short_ = true;
  child_->end(server, signal);
}

std::optional<Result<ExitCode>> LiveCommand::verdict(bool is_interrupted) const {
  if (code_ && *code_ != 0 && !is_cut_short_) return *code_;
  if (words_.empty() || child_ || is_interrupted) return std::nullopt;
  return refused_error("the command was not run: events could not come both ways until the end",
                       "give it more time with --for or --timeout");
}

}  // namespace streamctl::cli
