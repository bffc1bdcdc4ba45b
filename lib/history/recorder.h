// Writes the history on a thread of its own, so that no answer waits for it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "history/batch.h"
#include "history/store.h"

namespace streamctl::history {

/// What may wait to be written. Beyond it the oldest is dropped, so that the history has what was
/// seen last.
constexpr std::size_t waiting_bytes_max = 16 * 1024 * 1024;

/// Best effort: a failure loses history, and nothing else. The thread yields to those that answer.
class Recorder {
 public:
  /// `noticed` is called on the recorder's thread when take_notices() has something. First of all
  /// an older history is taken over.
  Recorder(Store store, std::function<void()> noticed);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder();

  /// From one thread, as the two below. Never waits for the disk.
  void add(const capture::Record& record, const Fate& fate);
  /// Passes on what was added.
  void turn_end();
  /// Writes what waits, and ends the thread. Waits at most some seconds for another process.
  void close();

  /// Deliveries that are missing from the history.
  [[nodiscard]] std::uint64_t missed() const { return missed_; }
  /// What the user should know: a damaged file, a full disk. Each once.
  std::vector<std::string> take_notices();

 private:
  void run();
  bool next(Batch& taken, bool waits_a_little);
  bool write(const Batch& batch);
  void take_over();
  void give_back(Batch& batch);
  void miss(std::uint64_t count, const std::string& why);
  void notice(std::string words);

  Store store_;
  const std::function<void()> noticed_;
  Batch turn_;  ///< Of the adding thread.
  std::atomic<std::uint64_t> missed_ = 0;
  bool is_failing_ = false;  ///< Of the recorder's thread: a failure was noticed.

  std::mutex mutex_;
  std::condition_variable changed_;
  Batch waiting_;
  bool is_closed_ = false;
  std::vector<std::string> notices_;

  std::thread thread_;
};

}  // namespace streamctl::history
