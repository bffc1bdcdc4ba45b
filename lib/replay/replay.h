// Sends recorded events again: reads them, delivers them and reports on both.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "capture/writer.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/result.h"
#include "delivery/deliver_all.h"
#include "delivery/envelope.h"
#include "delivery/report.h"
#include "replay/progress.h"
#include "replay/source.h"

namespace streamctl::replay {

/// What a replay reports. Events are read and delivered on several threads, but Replay makes one
/// call at a time, so that an observer may write to a stream without a lock.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void malformed(const Error& error) = 0;
  virtual void filter_failed(const std::string& words) = 0;
  virtual void waits(std::chrono::nanoseconds wait, WallTime received_at) = 0;
  virtual void attempted(const delivery::Outgoing& outgoing, const delivery::Attempt& attempt) = 0;
  /// Only with Replay::Options::reports_exchanges.
  virtual void exchanged(const delivery::Envelope& sent, const net::HttpOutcome& outcome) = 0;
  virtual void finished(const delivery::Delivery& delivery) = 0;
  /// A notice about the file of failed events: see capture::Writer::take_notice().
  virtual void notice(const std::string& words) = 0;
};

class Replay {
 public:
  struct Options {
    delivery::RunOptions delivery;
    bool reports_exchanges = false;
  };

  /// Events that are not delivered are written to `failed`, which requires `plan.keeps_records`.
  Replay(Plan plan, Random random, std::optional<capture::Writer> failed, Observer& observer);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;
  ~Replay();

  /// As in Source.
  Result<void> begin();
  std::optional<std::uint64_t> total_if_few(std::uint64_t few);
  /// The events. During run() only Source::share() may be called.
  Source& source() { return source_; }
  /// Returns when every event was delivered or has failed, or after `stop`. Once, after begin().
  delivery::RunResult run(const Options& options, const Clock& clock, const std::stop_token& stop);

  /// These after run().
  [[nodiscard]] const Notes& notes() const;
  [[nodiscard]] const Progress& progress() const;
  /// Why the replay is incomplete: the file of failed events cannot be written, or an input cannot
  /// be read.
  [[nodiscard]] std::optional<Error> failure() const;

 private:
  class Reports;
  std::unique_ptr<Reports> reports_;
  Source source_;
};

}  // namespace streamctl::replay
