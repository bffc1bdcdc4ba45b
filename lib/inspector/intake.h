// Takes what the listener reports and makes items of it on a thread of its own, so that no answer
// waits for the inspector.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "inspector/bulletin.h"
#include "inspector/item.h"
#include "inspector/store.h"

namespace streamctl::inspector {

/// What may wait, with what is being made; more is skipped and counted.
constexpr std::size_t intake_bytes_max = std::size_t{16} * 1024 * 1024;

class Intake {
 public:
  /// `store` and `bulletin` must outlive it.
  Intake(Store& store, Bulletin& bulletin, Describe describe);
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;
  ~Intake();

  /// From any thread. Copies `seen`, and waits for nothing.
  void add(const listener::Seen& seen, std::chrono::nanoseconds took);
  /// Drops what waits, and ends the thread.
  void close();

  /// How many were skipped.
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }

 private:
  struct Waiting {
    listener::Seen seen;
    std::chrono::nanoseconds took;
  };

  /// What was seen since the thread last took it. The objects beyond `count` are old ones: what is
  /// copied into them finds its memory there, where the loop and this thread would else wait for
  /// each other in malloc and free.
  struct Batch {
    std::vector<Waiting> places;
    std::size_t count = 0;
    std::size_t bytes = 0;
  };

  void run();
  bool next(Batch& taken);
  void make_items(Batch& taken);
  bool publish(std::uint64_t seq, std::size_t bytes);

  Store& store_;
  Bulletin& bulletin_;
  Describe describe_;
  std::atomic<std::uint64_t> skipped_ = 0;
  std::uint64_t skipped_told_ = 0;  ///< Of the thread alone.
  std::mutex mutex_;
  std::condition_variable changed_;
  Batch waiting_;
  std::size_t bytes_ = 0;  ///< Of what waits or is taken, and not published yet.
  bool is_closed_ = false;
  std::thread thread_;
};

}  // namespace streamctl::inspector
