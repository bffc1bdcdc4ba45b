#include "args/filter.h"

#include <utility>

#include "args/arguments.h"
#include "args/known_types.h"
#include "args/options.h"

namespace streamctl::cli {

void declare_filters(Arguments& arguments, FilterOptions& options) {
  constexpr const char* group = "Filters";
  arguments.texts("--type", options.selection.types, "Only events whose type matches this glob")
      .metavar("TYPE")
      .group(group);
  arguments
      .text("--call", options.selection.call, "Only events of calls whose CID matches this glob")
      .metavar("GLOB")
      .group(group);
  arguments
      .text("--filter", options.expression,
            "Only events for which this jq expression returns neither false nor null")
      .metavar("JQ")
      .group(group);
  arguments
      .duration("--filter-timeout", options.timeout,
                "How long --filter may take for an event (default 1s); one it takes longer for is "
                "left out and counted")
      .group(group);
}

void warn_of_unknown_types(const FilterOptions& options, Context& context) {
  warn_of_unknown_types("--type", options.selection.types, context);
  warn_of_call(options.selection.call, context);
}

Result<std::unique_ptr<filter::Examiner>> make_filter(const FilterOptions& options,
                                                      const Context& context) {
  if (options.expression.empty()) {
    if (options.timeout)
      return option_error("--filter-timeout", "there is no filter to time", "add --filter JQ");
    return std::unique_ptr<filter::Examiner>();
  }
  filter::ExaminerOptions examiner;
  examiner.expression = options.expression;
  examiner.timeout = options.timeout.value_or(examiner.timeout);
  examiner.time_zone = context.environment("TZ").value_or("");
  if (examiner.timeout.count() <= 0)
    return option_error("--filter-timeout", "no event can be judged in no time");
  return filter::Examiner::start(std::move(examiner), context.clock);
}

}  // namespace streamctl::cli
