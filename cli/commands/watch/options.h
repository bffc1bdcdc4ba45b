// The options of `watch`, and their checked form.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "args/filter.h"
#include "args/record.h"
#include "args/stop.h"
#include "args/target.h"
#include "args/ui.h"
#include "args/view.h"
#include "args/watcher.h"
#include "context.h"
#include "core/result.h"
#include "delivery/policy.h"
#include "listener/routes.h"
#include "render/events.h"
#include "stream/watching.h"

namespace streamctl::cli {

class Arguments;

struct WatchOptions {
  std::vector<std::string> calls;
  WatcherOptions watcher;
  std::optional<stream::Via> via;
  bool create = false;
  std::string query;

  RecordOptions record;
  std::vector<std::string> forward_to;
  ReachOptions reach;
  delivery::Policy policy;

  FilterOptions filters;
  EndOptions end;
  UiOptions ui;
  ViewOptions view;
};

void declare_watch(Arguments& arguments, WatchOptions& options);

/// The options, checked and converted to library types.
struct WatchSetup {
  stream::WatchPlan watch;
  Watcher watcher;
  RecordOptions record;
  std::vector<listener::Route> routes;
  delivery::Policy policy;
  listener::Selection selection;
  std::unique_ptr<filter::Examiner> filter;  ///< Null: none.
  listener::Expectations expectations;
  std::optional<std::chrono::nanoseconds> duration;
  std::optional<std::chrono::nanoseconds> timeout;
  std::string junit;  ///< Empty: no report.
  UiOptions ui;
  delivery::Target page_reach;  ///< Of what the page sends.
  EventView view;
};

/// Kind usage or config.
Result<WatchSetup> plan_watch(const WatchOptions& options, Context& context);

}  // namespace streamctl::cli
