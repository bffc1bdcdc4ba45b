// The event stream of one page (text/event-stream): rows as they come, and messages between them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "inspector/bulletin.h"
#include "inspector/exchange.h"
#include "inspector/store.h"

namespace streamctl::inspector {

/// The most event streams at a time.
constexpr std::size_t feeds_max = 16;
/// Rows of one event, and how many a page may be behind before the oldest are skipped.
constexpr std::size_t feed_rows_max = 500;
constexpr std::size_t feed_behind_max = 2000;
/// The shortest time between two events, so that a page can draw.
constexpr std::chrono::milliseconds feed_interval{100};

/// Reads the store at its own pace, so that a page that does not read delays nobody and costs no
/// memory.
class Feed {
 public:
  /// `after`: the number of the last row that the page has; nothing: it wants those to come.
  Feed(const Store& store, const Bulletin& bulletin, std::function<std::string()> state,
       std::optional<std::uint64_t> after);

  /// Returns when the page has gone, or at the end of the program.
  void run(const Send& send);

 private:
  [[nodiscard]] std::string news();
  bool add_rows(std::string& text);

  const Store& store_;
  const Bulletin& bulletin_;
  std::function<std::string()> state_;
  Bulletin::Position read_;
};

}  // namespace streamctl::inspector
