// Runs events through the filter: keeps its process running and enforces every event's timeout.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "core/system/wake.h"
#include "filter/decision.h"
#include "filter/docket.h"
#include "filter/frames.h"
#include "filter/helper_process.h"

namespace streamctl::filter {

struct ExaminerOptions {
  std::string expression;                                      ///< jq.
  std::chrono::nanoseconds timeout = std::chrono::seconds{1};  ///< Per event.
  std::string time_zone;  ///< As in TZ, for jq's local times; may be empty.
};

/// Time limit for the process to start and compile.
constexpr std::chrono::seconds start_time_max{10};
/// How long a command that is ending waits for outstanding verdicts: see end_within().
constexpr std::chrono::milliseconds end_grace{500};

/// Evaluates events in a process that may crash, hang or exhaust memory. Such a process is
/// replaced, and the event it was evaluating fails. Decisions are returned in the order of the
/// requests; see filter/docket.h for their timing.
///
/// poll() and examine() are for one thread at a time; other members may be called from any.
class Examiner {
 public:
  /// Starts the process and waits until it has compiled the expression. Kind usage if the
  /// expression is invalid; internal if no process can be started.
  static Result<std::unique_ptr<Examiner>> start(ExaminerOptions options, const Clock& clock);

  Examiner(ExaminerOptions options, const Clock& clock);
  Examiner(const Examiner&) = delete;
  Examiner& operator=(const Examiner&) = delete;
  ~Examiner() = default;

  /// Submits an event, which is one JSON text; poll() returns its decision under the same `id`.
  void ask(std::uint64_t id, std::string body);
  /// Advances all work and returns decisions; waits for one for at most `wait`, or until wake().
  std::vector<Decision> poll(std::chrono::nanoseconds wait);
  void wake();
  /// All events, submitted or yet to be, are decided within `grace`.
  void end_within(std::chrono::nanoseconds grace);

  /// Submits one event and waits for its decision; returns nothing once `stop` is requested. Not
  /// while others wait.
  std::optional<Decision> examine(std::string body, const std::stop_token& stop);

 private:
  struct Question {
    std::uint64_t id = 0;
    std::string body;
    SteadyTime asked;
  };

  void take_questions();
  Result<void> start_helper();
  void keep_running();
  void send();
  void receive();
  void take(const Reply& reply);
  void lose(std::optional<HelperProcess::End> reason = std::nullopt);
  void wait_until(SteadyTime until);
  [[nodiscard]] SteadyTime next_due() const;

  const ExaminerOptions options_;
  const Clock& clock_;
  const Wake woken_;

  std::mutex mutex_;  ///< Guards the next four.
  std::vector<Question> questions_;
  std::optional<SteadyTime> end_;
  bool is_waiting_ = false;  ///< poll() is sleeping and must be woken.
  bool is_awake_ = false;    ///< wake() was called.

  Docket docket_;
  std::optional<HelperProcess> helper_;
  std::optional<FrameReader> replies_;
  std::string out_;  ///< Bytes for the helper; the first `written_` are already sent.
  std::size_t written_ = 0;
  bool is_ready_ = false;         ///< The helper has compiled the expression.
  SteadyTime start_due_{};        ///< Deadline for the helper to become ready.
  SteadyTime restart_at_{};       ///< When to start a helper, if there is none.
  int losses_ = 0;                ///< Helpers lost in a row without a single answer.
  std::optional<Error> refusal_;  ///< Why the expression does not compile.
};

}  // namespace streamctl::filter
