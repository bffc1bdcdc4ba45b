#include "commands/replay/page.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <utility>

#include "core/random.h"
#include "render/inspection.h"

namespace streamctl::cli {
namespace {

/// How often to look whether pages are open.
constexpr std::chrono::milliseconds look_every{200};

}  // namespace

Result<void> ReplayPage::open(const UiOptions& options, const delivery::Target& target,
                              Context& context) {
  inspector::InspectorParts parts{context.clock, Random(context.random.next())};
  parts.describe = inspected_facts;
  parts.commands = [to = target.url](const listener::Delivery& delivery) {
    return inspected_commands(delivery, {.to = to});
  };
  parts.target = page_targets(target, context);
  auto opened = open_inspector(options, std::move(parts), context);
  if (!opened) return std::move(opened).error();
  inspector_ = *std::move(opened);
  url_ = target.url;
  if (inspector_) inspector_->begin({"replay", "", url_, ""});
  say_address(inspector_.get(), options, context);
  return {};
}

void ReplayPage::finished(const delivery::Delivery& delivery) {
  if (inspector_) inspector_->saw(inspected_delivery(delivery, url_), time_of(delivery));
}

void ReplayPage::linger(const Context& context) {
  if (!inspector_) return;
  bool was_open = inspector_->has_pages();
  if (!was_open && !context.err_terminal.is_tty) return;
  if (!context.quiet) context.err << "The page stays until it is closed, or Ctrl-C" << std::endl;
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any stopped;
  while (!context.stop.stop_requested() && (inspector_->has_pages() || !was_open)) {
    was_open = was_open || inspector_->has_pages();
    stopped.wait_for(lock, context.stop, look_every, [] { return false; });
  }
}

}  // namespace streamctl::cli
