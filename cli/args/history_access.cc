#include "args/history_access.h"

#include <utility>

#include "error_report.h"
#include "history/older.h"

namespace streamctl::cli {

Result<history::Store> open_history(Context& context) {
  const std::string& directory = context.settings.state_directory;
  if (!directory.empty() && history::has_older_history(directory)) {
    auto store = history::Store::open(directory);
    if (!store) return std::move(store).error();
    if (auto notice = store->take_notice()) report_warning(context, *notice);
    auto taken = history::take_over_older(*store);
    if (!taken)
      report_warning(context, taken.error().what);
    else if (*taken)
      report_warning(context, **taken);
    return store;
  }
  return history::Store::open_existing(directory);
}

}  // namespace streamctl::cli
