// One run of `watch`, from opening its files to its last output.
#pragma once

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
#include "commands/watch/outcome.h"
#include "context.h"
#include "filter/failures.h"
#include "inspector/inspector.h"
#include "listener/audience.h"
#include "listener/recording.h"
#include "listener/target_probe.h"
#include "render/event_printer.h"
#include "render/explanations.h"
#include "render/seen_count.h"
#include "render/status_line.h"
#include "stream/realtime.h"

namespace streamctl::cli {

/// Runs on the thread of run(), except the deliveries of --forward-to and the printing.
class WatchSession {
 public:
  WatchSession(WatchSetup setup, Context& context);
  WatchSession(const WatchSession&) = delete;
  WatchSession& operator=(const WatchSession&) = delete;

  Result<ExitCode> run();

 private:
  stream::RealtimeParts parts();
  Result<void> open();
  Result<void> open_page();
  void watch();
  [[nodiscard]] std::chrono::nanoseconds time_left() const;

  // Callbacks of the session with Stream.
  stream::Watched watch_calls(const std::string& connection_id, const Secret& token);
  void event(stream::RealtimeEvent&& event);
  void connected(std::size_t calls);
  void lost(const std::string& why, std::chrono::nanoseconds wait);
  void gap(const stream::Gap& gap);

  // Events of a turn.
  void take_judged(std::chrono::nanoseconds wait);
  void judged(listener::Delivery&& event, const filter::Decision& decision);
  void take(listener::Delivery&& event, bool is_wanted);
  void turn_end();
  void store();
  void forward(listener::Delivery&& event);
  void take_news(std::chrono::nanoseconds wait);
  void delivered(std::size_t route, const delivery::Delivery& delivery);
  void record_answers(const std::string& url, const delivery::Delivery& delivery);
  void explain(const std::string& url, const delivery::Delivery& delivery);
  void abandon(listener::Delivery&& event);
  void show(listener::Delivery&& event);
  void saw(listener::Delivery&& event, listener::Regard regard);

  void finish();
  Result<void> write_report();

  WatchSetup setup_;
  Context& context_;
  std::optional<capture::Writer> writer_;
  std::optional<listener::Recording> recording_;
  std::optional<listener::ShownQueue> queue_;
  std::optional<listener::Audience> audience_;
  SeenCount seen_;
  std::unique_ptr<StatusLine> status_;  ///< Null: none is shown.
  std::unique_ptr<ListenPrinter> printer_;
  std::unique_ptr<inspector::Inspector> inspector_;  ///< Null: no page is wanted.
  stream::Realtime realtime_;
  std::optional<WatchForwarder> forwarder_;
  std::unique_ptr<listener::TargetProbe> probe_;  ///< Null: there is no target.
  struct Forwarding {
    listener::Delivery event;  ///< Its `forwarded` has no report where a target has not finished.
    std::size_t targets_awaited = 0;
  };
  std::unordered_map<std::string, Forwarding> forwarding_;  ///< By webhook id.
  std::optional<WatchFilter> filter_;
  struct Taken {
    listener::Delivery event;
    bool is_wanted = true;  ///< False: the filter failed on it; it is only recorded.
  };
  std::vector<Taken> turn_;
  Explanations explanations_;
  SteadyTime begin_;
  filter::Failures filter_failures_;
  WatchOutcome outcome_;
  bool done_ = false;
};

}  // namespace streamctl::cli
