#include "commands/compare/outcome.h"

#include "error_report.h"

namespace streamctl::cli {

ExitCode exit_code_of(const compare::Summary& summary, bool strict, Context& context) {
  using compare::Side;
  if (summary.events[Side::websocket] + summary.events[Side::webhook] == 0) {
    report_warning(context, "there is no event to compare");
    return 1;
  }
  if (summary.missing[Side::websocket] + summary.missing[Side::webhook] > 0) return 1;
  return strict && (summary.differing > 0 || summary.out_of_order > 0) ? 1 : 0;
}

}  // namespace streamctl::cli
