// The options that change the content of forged and replayed events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/json.h"
#include "core/result.h"
#include "webhook/overrides.h"

namespace streamctl::cli {

class Arguments;

struct OverrideOptions {
  std::vector<std::string> set;     ///< "path=text", "path:=json".
  std::optional<std::string> data;  ///< JSON, "@FILE", or "-".
  std::vector<std::string> unset;   ///< Paths.
  std::string call;                 ///< Empty if not given.
  std::string user_id;              ///< Empty if not given.
};

/// --set, --data, --call, --user-id.
void declare_overrides(Arguments& arguments, OverrideOptions& options);
/// --set, --data; the other options of declare_overrides() make an example.
void declare_settings(Arguments& arguments, OverrideOptions& options);
/// --unset.
void declare_unset(Arguments& arguments, OverrideOptions& options);

/// Refuses a `--call` that is no TYPE:ID; an empty one was not given.
Result<void> check_call(const std::string& call);
/// Kind usage or config; the message names the option.
Result<std::vector<webhook::Override>> read_settings(const OverrideOptions& options);
/// The object of --data, or null if not given.
Result<Json> read_data(const OverrideOptions& options, Context& context);
/// Those two and --unset.
Result<webhook::Changes> read_changes(const OverrideOptions& options, Context& context);

}  // namespace streamctl::cli
