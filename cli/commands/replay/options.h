// The options of `replay`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "args/arguments.h"
#include "args/event.h"
#include "args/filter.h"
#include "args/moment.h"
#include "args/target.h"
#include "args/ui.h"
#include "core/result.h"
#include "delivery/policy.h"

namespace streamctl::cli {

enum class ReplayForm { pretty, json, curl };

struct ReplayOptions {
  std::vector<std::string> files;
  std::optional<std::uint64_t> last;
  std::vector<std::string> ids;
  PeriodOptions period;
  bool failed_forward = false;
  FilterOptions filters;
  OverrideOptions overrides;  ///< Uses only `set`, `data` and `unset`.
  bool edit = false;
  bool print = false;
  std::optional<ReplayForm> form;
  TargetOptions target;
  delivery::Policy policy;
  std::optional<double> speed;
  std::optional<double> rate;
  std::uint64_t concurrency = 1;
  std::vector<std::string> require;
  std::uint64_t skip = 0;
  std::optional<std::uint64_t> limit;
  bool keep_ids = false;
  bool verbatim = false;
  std::string failed;
  std::optional<double> duplicate;
  std::uint64_t shuffle = 0;
  std::optional<std::uint64_t> seed;
  bool skip_malformed = false;
  UiOptions ui;
  bool show_response = false;
  std::optional<Arguments> arguments;  ///< As typed, for the command that resumes.
};

void declare_replay(Arguments& arguments, ReplayOptions& options);

/// Whether --set, --data or --unset change the events.
bool is_changing(const ReplayOptions& options);

/// Refuses options that contradict each other. Kind usage.
Result<void> check_replay(const ReplayOptions& options);

}  // namespace streamctl::cli
