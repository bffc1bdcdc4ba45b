// The app: its settings, and the hooks that events are sent to.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "core/random.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

struct HookTarget {
  std::string url;
  bool gzip = false;
  bool is_queue = false;  ///< `url` names an SQS queue.
  std::string region;     ///< Of a queue; empty if the hook does not name one.
  std::string key;        ///< AWS credentials of a queue; empty if the hook has none.
  std::string secret;
  bool operator==(const HookTarget&) const = default;
};

/// Where hooks may send events. Hooks added by the API may only reach this machine and need their
/// own AWS keys; hooks of the command line may reach any URL that it names.
struct HookReach {
  bool anywhere = false;        ///< --hooks-anywhere.
  std::set<std::string> named;  ///< URLs given on the command line.
};

class App {
 public:
  explicit App(HookReach reach);

  /// GetApp's `app`. Without `enable_hook_payload_compression`, which is write-only at Stream too.
  [[nodiscard]] Json view() const;

  /// UpdateApp with any subset of fields. `event_hooks` is replaced as a whole: an entry with a
  /// known id is updated, one with an unknown id or none is created with a new id, and hooks that
  /// are not listed are deleted. Unknown fields are kept. On an error nothing changes; 403 if a
  /// hook would reach beyond HookReach. Source: Stream docs, "Multiple webhooks".
  Result<void, Failure> update(const Json& changes, WallTime now, Random& random);

  /// Adds a hook for every event.
  Result<void, Failure> add_webhook(const std::string& url, WallTime now, Random& random);
  Result<void, Failure> add_queue(const std::string& url, WallTime now, Random& random);
  void compress_hooks(bool on);
  [[nodiscard]] bool compresses_hooks() const;

  /// The hooks for an event type: enabled webhooks and queues of the video product whose
  /// `event_types` are empty or contain it. `custom` events skip hooks whose
  /// `should_send_custom_events` is false. Empty for types that Stream sends to no webhook.
  [[nodiscard]] std::vector<HookTarget> targets_of(std::string_view type) const;

  /// `revoke_tokens_issued_before`: tokens of users issued earlier are refused.
  [[nodiscard]] std::optional<WallTime> revokes_tokens_before() const;
  [[nodiscard]] bool skips_auth_checks() const;        ///< `disable_auth_checks`.
  [[nodiscard]] bool skips_permission_checks() const;  ///< `disable_permissions_checks`.
  [[nodiscard]] const Json& hooks() const { return settings_["event_hooks"]; }

 private:
  Result<void, Failure> add_hook(Json&& kind, WallTime now, Random& random);

  HookReach reach_;
  Json settings_;
};

}  // namespace streamctl::emulator
