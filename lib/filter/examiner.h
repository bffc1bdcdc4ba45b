// Asks the filter about events: keeps its process running, and every event's time.
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
#include "core/file.h"
#include "core/result.h"
#include "filter/decision.h"
#include "filter/docket.h"
#include "filter/frames.h"
#include "filter/helper_process.h"

namespace streamctl::filter {

struct ExaminerOptions {
  std::string expression;                                      ///< jq.
  std::chrono::nanoseconds timeout = std::chrono::seconds{1};  ///< For one event.
  std::string time_zone;  ///< As in TZ, for jq's local times; may be empty.
};

/// How long the process may take to start and to compile.
constexpr std::chrono::seconds start_time_max{10};
/// How long a command that ends waits for the verdicts it still awaits: see end_within().
constexpr std::chrono::milliseconds end_grace{500};

/// Judges events in a process that may do what it likes: crash, never end, eat memory. Then it is
/// replaced, and the event it was at fails. Decisions come in the order of the questions; see
/// filter/docket.h for when.
///
/// poll() and examine() are for one thread at a time; the rest may be called from any.
class Examiner {
 public:
  /// Starts the process and lets it compile. Kind usage where the expression is no good; internal
  /// where there can be no process.
  static Result<std::unique_ptr<Examiner>> start(ExaminerOptions options, const Clock& clock);

  Examiner(ExaminerOptions options, const Clock& clock);
  Examiner(const Examiner&) = delete;
  Examiner& operator=(const Examiner&) = delete;
  ~Examiner() = default;

  /// Asks about an event, which is one JSON text; poll() gives the answer, under the same `id`.
  void ask(std::uint64_t id, std::string body);
  /// Moves everything along, and gives what is decided; waits for that for at most `wait`, and not
  /// beyond a wake().
  std::vector<Decision> poll(std::chrono::nanoseconds wait);
  void wake();
  /// What is asked, and will be, is decided within `grace`.
  void end_within(std::chrono::nanoseconds grace);

  /// Asks about one event and waits for the answer; nothing once `stop` is requested. Not while
  /// others wait.
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
  const FileDescriptor woken_;

  std::mutex mutex_;  ///< Guards the next four.
  std::vector<Question> questions_;
  std::optional<SteadyTime> end_;
  bool is_waiting_ = false;  ///< poll() sleeps, and must be woken.
  bool is_awake_ = false;    ///< wake() was called.

  Docket docket_;
  std::optional<HelperProcess> helper_;
  std::optional<FrameReader> replies_;
  std::string out_;  ///< For the helper; `written_` of it is gone already.
  std::size_t written_ = 0;
  bool is_ready_ = false;         ///< The helper has compiled.
  SteadyTime start_due_{};        ///< When the helper must be ready.
  SteadyTime restart_at_{};       ///< Without a helper: when to start one.
  int losses_ = 0;                ///< Helpers lost in a row, without a single answer.
  std::optional<Error> refusal_;  ///< Why the expression does not compile.
};

}  // namespace streamctl::filter
