// Reads an app's event hooks, and changes some of them while all others stay as they are.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "core/json.h"
#include "core/random.h"
#include "core/result.h"
#include "stream/client.h"
#include "stream/hook_changes.h"

namespace streamctl::stream {

struct AppHooks {
  std::vector<Json> hooks;  ///< Complete: a write replaces all of them.
  /// The settings that predate event hooks, as hooks without an id; never written.
  std::vector<Json> app_wide;
  /// False: event hooks are disabled in the app, and Stream may send only to `app_wide`.
  bool in_use = true;

  /// `hooks`, then `app_wide`.
  [[nodiscard]] std::vector<Json> all() const;
};

/// The hooks of a GetApp response. Kind refused: it does not describe an app.
Result<AppHooks> app_hooks_of(const Json& answer);

/// Where hooks are read and written: Stream's API, or a test.
class HookStore {
 public:
  HookStore() = default;
  HookStore(const HookStore&) = delete;
  HookStore& operator=(const HookStore&) = delete;
  virtual ~HookStore() = default;

  virtual Result<AppHooks> read() = 0;
  /// Replaces the app's hooks by exactly `hooks`. Returns the hooks as a read saw them that was
  /// sent just before the write, or `hooks` if there was none. The API may have done either first.
  virtual Result<std::vector<Json>> write(const std::vector<Json>& hooks) = 0;
  /// Lets other writers finish before attempt `attempt` (from 2).
  virtual void pause(int attempt) = 0;
};

/// The hooks of the app that `client` has access to. `stop` interrupts each operation.
class ApiHooks final : public HookStore {
 public:
  /// `watches`: write() reads, too. Then the client should keep two connections, and the first read
  /// is made twice, to open both: otherwise the write would wait for a connection.
  ApiHooks(Client& client, Random& random, std::stop_token stop, bool watches = false);
  /// Kinds as of Client; refused: the response is not an app.
  Result<AppHooks> read() override;
  Result<std::vector<Json>> write(const std::vector<Json>& hooks) override;
  /// A random time, so that two writers do not meet again.
  void pause(int attempt) override;

 private:
  Client& client_;
  Random& random_;
  std::stop_token stop_;
  bool watches_;
  bool has_read_ = false;
};

/// A change of the hooks, as functions of those that the app has.
struct HookEdit {
  /// The hooks as they should be. May be called again, with newer hooks.
  std::function<std::vector<Json>(const std::vector<Json>&)> apply;
  /// Whether hooks that were read after the write have the change. The API may return other values
  /// for the same thing, such as null for an empty list.
  std::function<bool(const std::vector<Json>&)> holds;
};

struct EditedHooks {
  AppHooks after;  ///< As last read.
  int writes = 0;  ///< 0: there was nothing to change.
  /// Hooks that this edit wrote back and that the app then did not have: another writer removed
  /// them at the same moment, or the API refused to keep them.
  std::vector<Json> vanished;
  /// Changes of another writer that ours overwrote, and that were written again.
  std::vector<HookChange> restored;
};

/// Writes in a row that change nothing: the API does not keep the hooks.
constexpr int vain_writes_max = 4;
/// Writes while others change the hooks, and undo ours.
constexpr int hook_writes_max = 20;

/// Writes what `edit` makes of `now`, the hooks as they were just read; reads them again; and
/// repeats both until the edit holds.
///
/// The API replaces all hooks of an app, unconditionally. If another writer read them before our
/// write and writes after it, our change is lost: that is noticed, and the edit applied to the
/// newer hooks. If another writer writes between our read and our write, its change is lost: the
/// read beside the write notices most of those, and what it saw is restored. What came between the
/// two, which the API does one right after the other, is lost, and nobody can tell. Kind refused:
/// the edit does not hold after `vain_writes_max` or `hook_writes_max` writes.
Result<EditedHooks> edit_hooks(HookStore& store, const HookEdit& edit, AppHooks now);

}  // namespace streamctl::stream
