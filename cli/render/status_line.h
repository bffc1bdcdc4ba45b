// A line at the foot of the terminal while a command waits: "12 received, 1 refused, last 2 s ago".
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "context.h"
#include "standard_stream.h"

namespace streamctl::cli {

/// "last 2 s ago", "last 3 min ago".
std::string age_text(std::chrono::nanoseconds age);
/// How long age_text() stays as it is.
std::chrono::nanoseconds age_lasts(std::chrono::nanoseconds age);

/// Steps aside for everything that streamctl writes on the same terminal, in the same write, so
/// that nothing flickers. Wakes at most once a second, and only to change what it shows.
class StatusLine final : StreamNeighbour {
 public:
  /// Nothing if the line would be in the way: with --quiet, if standard error is no terminal or a
  /// dumb one, or if standard output goes elsewhere than to that terminal, a file or /dev/null: a
  /// program that reads it may write on the terminal too. Disappears when stop is requested, and
  /// when destroyed. Nothing else may be writing while it is made or destroyed.
  static std::unique_ptr<StatusLine> open(Context& context, const std::string& words);
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  ~StatusLine() override;

  /// From any thread, without waiting for the terminal: shows `words`, and that the latest came
  /// now.
  void came(std::string words);

 private:
  StatusLine(Context& context, StandardStream& err, StandardStream* out, std::string words);

  long write(int fd, std::string_view piece, bool is_last) override;
  void run(const std::stop_token& stop);
  void redraw();
  void hide();
  /// The line as it should be now, as wide as the terminal at most.
  [[nodiscard]] std::string text() const;
  /// With the paint mutex held: the bytes that clear what is drawn.
  std::string clear();
  /// With the paint mutex held: writes what is owed, as far as there is room.
  void pay();

  const Terminal terminal_;
  const Clock& clock_;
  StandardStream& err_;
  StandardStream* const out_;  ///< Null if it is not on the terminal.

  mutable std::mutex state_mutex_;  ///< Never held while the terminal is written.
  std::condition_variable_any wakes_;
  std::string words_;
  std::optional<SteadyTime> last_;
  bool has_changed_ = false;

  std::mutex paint_mutex_;
  std::string painted_;  ///< The text shown; empty: none.
  std::string owed_;     ///< What draws or clears the line and had no room yet; goes first.
  bool is_mid_line_ = false;
  std::atomic<bool> is_hidden_ = false;  ///< Set without the mutex.

  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
  std::jthread thread_;
};

}  // namespace streamctl::cli
