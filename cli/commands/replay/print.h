// What `replay --print` reports while it reads the events.
#pragma once

#include <chrono>
#include <string>

#include "commands/replay/output.h"
#include "replay/source.h"

namespace streamctl::cli {

class PrintObserver final : public replay::Source::Observer {
 public:
  explicit PrintObserver(ReplayOutput& output) : output_(output) {}

  void malformed(const Error& error) override { output_.malformed(error); }
  void filter_failed(const std::string& words) override { output_.filter_failed(words); }
  void waits(std::chrono::nanoseconds, WallTime) override {}
  void sent(replay::Sent&&) override {}

 private:
  ReplayOutput& output_;
};

}  // namespace streamctl::cli
