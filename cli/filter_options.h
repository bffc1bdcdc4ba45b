// The options that choose events: shared by the commands that receive and the ones that send again.
#pragma once

#include <optional>
#include <string>
#include <vector>

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

/// The compiled --filter, or nothing where there is none. Kind usage.
Result<std::optional<listener::JqFilter>> make_filter(const FilterOptions& options);

}  // namespace streamctl::cli
