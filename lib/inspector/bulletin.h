// What pages wait for: that rows were added, that the state changed, and messages beside the rows.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace streamctl::inspector {

/// Messages that a page may be behind; older ones are lost to it.
constexpr std::size_t messages_max = 2000;
constexpr std::size_t messages_bytes_max = std::size_t{8} * 1024 * 1024;

struct Message {
  std::string event;  ///< "action", "held", "emulator".
  std::string data;   ///< One line of JSON.
};

/// Bounded; never waits for a page. Safe to use from any thread.
class Bulletin {
 public:
  /// Where a page has read to.
  struct Position {
    std::uint64_t rows = 0;     ///< The number of the latest row.
    std::uint64_t state = 0;    ///< Of the changes of state.
    std::uint64_t message = 0;  ///< The number of the latest message.
    bool is_closed = false;
  };

  void added(std::uint64_t last_row);
  void state_changed();
  void post(Message message);
  /// Wakes all pages for the last time.
  void close();

  [[nodiscard]] Position position() const;
  /// Waits until there is more than at `known`, or for `wait`.
  Position wait(const Position& known, std::chrono::nanoseconds wait) const;
  /// Waits for the end alone; false if it came within `wait`.
  [[nodiscard]] bool rest(std::chrono::nanoseconds wait) const;
  /// The messages after number `after`, up to now.
  [[nodiscard]] std::vector<Message> messages_after(std::uint64_t after) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Position position_;
  std::deque<Message> messages_;
  std::size_t bytes_ = 0;
};

}  // namespace streamctl::inspector
