// One run of `watch`, from its files being opened to its last word.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "capture/writer.h"
#include "command.h"
#include "commands/watch/filter.h"
#include "commands/watch/forwarder.h"
#include "commands/watch/options.h"
#include "context.h"
#include "filter/failures.h"
#include "listener/audience.h"
#include "render/event_printer.h"
#include "render/explanations.h"
#include "stream/realtime.h"

namespace streamctl::cli {

/// All but the deliveries of --forward-to and the printing happens on the thread of run().
class WatchSession {
 public:
  WatchSession(WatchSetup setup, Context& context);
  WatchSession(const WatchSession&) = delete;
  WatchSession& operator=(const WatchSession&) = delete;

  Result<ExitCode> run();

 private:
  stream::RealtimeParts parts();
  Result<void> open();
  void watch();
  [[nodiscard]] std::chrono::nanoseconds time_left() const;

  // From the session with Stream.
  std::optional<Secret> token(bool stale);
  stream::Watched watch_calls(const std::string& connection_id, const Secret& token);
  void event(stream::RealtimeEvent&& event);
  void connected(std::size_t calls);
  void lost(const std::string& why, std::chrono::nanoseconds wait);
  void gap(const stream::Gap& gap);

  // What becomes of the events of a turn.
  void take_judged(std::chrono::nanoseconds wait);
  void judged(listener::Seen&& seen, const filter::Decision& decision);
  void take(listener::Seen&& seen, bool is_wanted);
  void turn_end();
  void store();
  void forward(listener::Seen&& seen);
  void take_news(std::chrono::nanoseconds wait);
  void delivered(const delivery::Delivery& delivery);
  void explain(const delivery::Delivery& delivery);
  void show(listener::Seen&& seen);

  void finish();
  Result<void> write_report();
  Result<ExitCode> verdict();

  WatchSetup setup_;
  Context& context_;
  std::optional<capture::Writer> writer_;
  std::optional<listener::ShownQueue> queue_;
  std::optional<listener::Audience> audience_;
  std::unique_ptr<ListenPrinter> printer_;
  stream::Realtime realtime_;
  std::optional<WatchForwarder> forwarder_;
  std::unordered_map<std::string, listener::Seen> forwarding_;  ///< By webhook id.
  std::optional<WatchFilter> filter_;
  struct Taken {
    listener::Seen seen;
    bool is_wanted = true;  ///< False: the filter failed on it, and it is recorded all the same.
  };
  std::vector<Taken> turn_;
  Explanations explanations_;
  SteadyTime begin_;
  filter::Failures filter_failures_;
  std::uint64_t deliveries_failed_ = 0;
  std::optional<Error> recording_failure_;
  std::optional<Error> failure_;  ///< Of the session.
  bool is_watching_ = false;
  std::string loss_;  ///< Why there is no connection, as last told.
  bool timed_out_ = false;
  bool done_ = false;
};

}  // namespace streamctl::cli
