#include "commands/listen/page.h"

#include <utility>
#include <variant>

#include "args/ui.h"
#include "render/inspection.h"

namespace streamctl::cli {

Result<std::unique_ptr<inspector::Inspector>> open_page(const ListenPlan& plan,
                                                        listener::Listener& listener,
                                                        bool keeps_history, Context& context) {
  inspector::InspectorParts parts{context.clock};
  parts.describe = inspected_facts;
  parts.commands = [&plan, &listener, keeps_history](const listener::Delivery& delivery) {
    return inspected_commands(delivery, {listener.url(), plan.record.file, keeps_history});
  };
  auto inspector = open_inspector(plan.ui, std::move(parts), context);
  if (inspector && *inspector) (*inspector)->begin({"listen", listener.url(), listener.url(), {}});
  return inspector;
}

std::chrono::nanoseconds time_taken(const listener::Seen& seen, const Clock& clock) {
  const auto* delivery = std::get_if<listener::Delivery>(&seen);
  return delivery == nullptr ? std::chrono::nanoseconds{0}
                             : between(delivery->record.received_at, clock.now());
}

}  // namespace streamctl::cli
