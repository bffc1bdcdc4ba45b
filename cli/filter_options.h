// The options that choose events: shared by the commands that receive and the ones that send again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"
#include "listener/jq_filter.h"
#include "listener/selection.h"

namespace CLI {
class App;
}

namespace streamctl::cli {

struct FilterOptions {
  listener::Selection selection;
  std::string expression;  ///< jq; empty: none.
};

/// --type, --call, --filter.
void declare_filters(CLI::App& app, FilterOptions& options);

/// Warns of a --type that no known type matches and a --call that no CID can match.
void warn_of_unknown_types(const FilterOptions& options, Context& context);

/// The compiled --filter, or nothing where there is none. Kind usage.
Result<std::optional<listener::JqFilter>> make_filter(const FilterOptions& options);

}  // namespace streamctl::cli
