// The app: its settings, and the hooks that events go to.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/random.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

struct HookTarget {
  std::string url;
  bool gzip = false;
  bool is_queue = false;  ///< `url` is that of an SQS queue.
  std::string region;     ///< Of a queue, where the hook says; so are the two keys of AWS.
  std::string key;
  std::string secret;
  bool operator==(const HookTarget&) const = default;
};

/// Where hooks may lead. Those that the API adds reach this machine alone, and bring their own AWS
/// keys; those of the command line lead where it says.
struct HookReach {
  bool anywhere = false;        ///< --hooks-anywhere.
  std::set<std::string> named;  ///< URLs of the command line.
};

class App {
 public:
  explicit App(HookReach reach);

  /// GetApp's `app`. `enable_hook_payload_compression` can only be written, as at Stream.
  [[nodiscard]] Json view() const;

  /// UpdateApp: any subset. `event_hooks` is replaced as a whole: an entry whose id is known is
  /// updated, one with an unknown id or none is created under an id of ours, what is not in the
  /// list is deleted. Fields nobody knows are kept. Nothing changes where anything is wrong; 403
  /// where a hook leads too far. Source: Stream docs, "Multiple webhooks".
  std::optional<Failure> update(const Json& changes, WallTime now, Random& random);

  /// A hook that takes every event.
  std::optional<Failure> add_webhook(const std::string& url, WallTime now, Random& random);
  std::optional<Failure> add_queue(const std::string& url, WallTime now, Random& random);
  void compress_hooks(bool on) { settings_["enable_hook_payload_compression"] = on; }

  /// Where an event of that type goes: the enabled webhooks and queues whose `event_types` are
  /// empty or name it, and whose `product` is video's. `custom` events do not go where
  /// `should_send_custom_events` is false. Types that no webhook brings go nowhere.
  [[nodiscard]] std::vector<HookTarget> targets_of(std::string_view type) const;

  [[nodiscard]] bool skips_auth_checks() const;  ///< `disable_auth_checks`.
  [[nodiscard]] const Json& hooks() const { return settings_["event_hooks"]; }

 private:
  std::optional<Failure> add_hook(Json&& kind, WallTime now, Random& random);

  HookReach reach_;
  Json settings_;
};

}  // namespace streamctl::emulator
