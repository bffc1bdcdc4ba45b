#include "filter_options.h"

#include <utility>

#include <CLI/CLI.hpp>

#include "known_types.h"
#include "options.h"

namespace streamctl::cli {

void declare_filters(CLI::App& app, FilterOptions& options) {
  constexpr const char* group = "Filters";
  app.add_option("--type", options.selection.types, "Only these event types: a glob")
      ->type_name("TYPE")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--call", options.selection.call, "Only calls whose CID matches: a glob")
      ->type_name("GLOB")
      ->group(group);
  app.add_option("--filter", options.expression,
                 "Only events for which this jq expression gives neither false nor null")
      ->type_name("JQ")
      ->group(group);
}

void warn_of_unknown_types(const FilterOptions& options, Context& context) {
  warn_of_unknown_types("--type", options.selection.types, context);
  warn_of_call(options.selection.call, context);
}

Result<std::optional<listener::JqFilter>> make_filter(const FilterOptions& options) {
  if (options.expression.empty()) return std::optional<listener::JqFilter>();
  auto filter = listener::JqFilter::compile(options.expression);
  if (!filter) return std::move(filter).error();
  return std::optional(*std::move(filter));
}

}  // namespace streamctl::cli
