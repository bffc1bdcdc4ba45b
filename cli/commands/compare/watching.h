// Watches the calls of `compare --call` on a background thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>

#include "args/watcher.h"
#include "context.h"
#include "core/queue.h"
#include "core/random.h"
#include "stream/realtime.h"
#include "stream/watching.h"

namespace streamctl::cli {

class Watching {
 public:
  struct Connected {
    std::size_t calls = 0;
  };
  struct Lost {
    std::string why;
    std::chrono::nanoseconds wait{};  ///< Until the next attempt.
  };
  /// A message for standard error.
  struct Words {
    std::string text;
    bool is_warning = false;
  };
  /// The session is over for good.
  struct Ended {
    Error error;
  };
  using News = std::variant<stream::RealtimeEvent, Connected, Lost, stream::Gap, Words, Ended>;

  /// Calls `notify` on its thread whenever next() has news.
  Watching(Watcher watcher, stream::WatchPlan plan, Context& context, std::function<void()> notify);
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;
  ~Watching();

  /// Never waits.
  std::optional<News> next() { return news_.pop_for(std::chrono::nanoseconds{0}); }

 private:
  static constexpr std::size_t news_max = 65'536;  ///< More delays the server.

  stream::RealtimeParts parts();
  stream::Watched watch_calls(const std::string& connection_id, const Secret& token);
  void report(News&& news);
  void run();

  const Watcher watcher_;
  const stream::WatchPlan plan_;
  Context& context_;
  Random random_;
  const std::function<void()> notify_;
  std::stop_source stop_;
  BoundedQueue<News> news_{news_max};
  stream::Realtime realtime_;
  std::jthread thread_;
};

}  // namespace streamctl::cli
