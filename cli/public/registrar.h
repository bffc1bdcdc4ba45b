// Keeps a webhook hook for a listener in the app while the listener runs, on a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/json.h"
#include "core/random.h"
#include "stream/app_hooks.h"
#include "stream/client.h"
#include "stream/hook_registration.h"

namespace streamctl::cli {

/// The app sends to the address; or, of a preview, would.
struct Registered {
  std::string url;                          ///< Without the mark.
  std::vector<stream::HookChange> changes;  ///< What was written, or would be.
  stream::AppHooks app;                     ///< As it is now.
};
/// The app does not send here any more, or `error` says why it still may.
struct Unregistered {
  std::optional<Json> hook;  ///< The one that was removed, or is still there.
  std::optional<Error> error;
  bool is_last = true;  ///< No report follows; otherwise the address is lost.
};
struct RegistrarNote {
  std::string words;         ///< Printable.
  bool is_exchange = false;  ///< Whole lines, for --verbose; otherwise a warning.
};
using RegistrarReport = std::variant<Registered, Unregistered, RegistrarNote, Error>;

struct RegistrarSettings {
  stream::Access access;
  stream::HookMark mark;
  std::vector<std::string> types;  ///< Empty: all.
  stream::IsPortUsed is_port_used;
  bool is_preview = false;  ///< Report what would change, and change nothing.
  bool shows_exchanges = false;
};

/// After a while, and then every minute, it looks whether the hook is still there: another
/// administrator's program that read the hooks before it was added removes it unawares. It is added
/// again, a few times.
class Registrar {
 public:
  /// Calls `news` on its thread when take() has something new.
  Registrar(RegistrarSettings settings, std::function<void()> news, const Clock& clock);
  Registrar(const Registrar&) = delete;
  Registrar& operator=(const Registrar&) = delete;
  ~Registrar();  ///< As await_end().

  // From any thread.

  /// The app is to send to `url`, which has no mark. An Error reports that it does not; once it
  /// has, failures are notes, and tried again.
  void point_to(const std::string& url);
  /// The address leads nowhere. Unless point_to() follows soon, the hook is removed until it does.
  void lose();
  /// The app is to send here no more: ends in Unregistered, within ten seconds.
  void withdraw();
  /// Withdraws, unless that was done, and waits for the last report.
  void await_end();
  /// The reports since the last call.
  std::vector<RegistrarReport> take();

 private:
  class Store;

  void run();
  bool await_work();
  [[nodiscard]] bool is_lost() const;
  void work(Store& store);
  void enter(Store& store, stream::AppHooks now);
  void confirm(Store& store);
  void fail(Error error);
  Unregistered removed(stream::HookStore& store);
  void suspend(Store& store);
  std::chrono::nanoseconds next_wait();
  bool wait_to_remove(std::chrono::nanoseconds pause);
  void remove(stream::Client& client);
  void report(RegistrarReport report);
  void note(std::string words);
  void note_others(const stream::EditedHooks& edited);
  void check_in(std::chrono::nanoseconds delay);
  stream::Client::Observer observer();

  const RegistrarSettings settings_;
  const std::function<void()> news_;
  const Clock& clock_;
  Random random_ = Random::from_system();
  std::stop_source working_;   ///< Requested by withdraw(): ends reads and waits.
  std::stop_source removing_;  ///< Requested when the withdrawal takes too long.

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::string wanted_url_;  ///< Guarded by the mutex, as the next four.
  std::optional<SteadyTime> lost_at_;
  bool withdraws_ = false;
  bool is_over_ = false;
  std::vector<RegistrarReport> reports_;

  // Of the thread.
  std::string url_;                ///< Registered, or being tried.
  std::optional<SteadyTime> due_;  ///< Of the next attempt or check.
  bool is_registered_ = false;     ///< `url_` is.
  bool was_registered_ = false;
  bool may_have_hook_ = false;  ///< A write was tried.
  bool may_pass_ = false;       ///< A request of the removal failed in a way that may pass.
  int failures_ = 0;            ///< In a row.
  int checks_ = 0;              ///< Since the last write.
  int restorations_ = 0;
  std::jthread watchdog_;  ///< Of the withdrawal.
  std::jthread thread_;
};

}  // namespace streamctl::cli
