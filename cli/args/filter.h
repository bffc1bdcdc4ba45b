// The options that select events, shared by the receiving and the replaying commands.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "context.h"
#include "core/result.h"
#include "filter/examiner.h"
#include "listener/selection.h"

namespace streamctl::cli {

class Arguments;

struct FilterOptions {
  listener::Selection selection;
  std::string expression;  ///< jq; empty: none.
  std::optional<std::chrono::nanoseconds> timeout;
};

/// --type, --call, --filter, --filter-timeout.
void declare_filters(Arguments& arguments, FilterOptions& options);

/// Warns about a --type that no known type matches and a --call that no CID can match.
void warn_of_unknown_types(const FilterOptions& options, Context& context);

/// Compiles --filter in a process that it starts; null without --filter. Kind usage.
Result<std::unique_ptr<filter::Examiner>> make_filter(const FilterOptions& options,
                                                      const Context& context);

}  // namespace streamctl::cli
