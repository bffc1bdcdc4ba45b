#include "commands/listen/page.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "args/ui.h"
#include "core/random.h"
#include "listener/plan.h"
#include "render/inspection.h"

namespace streamctl::cli {
namespace {

/// From a thread of the page.
Result<void> respond(const std::string& text, listener::Listener& listener) {
  listener::Plan plan;
  if (!text.empty()) {
    auto steps = listener::Plan::parse(text);
    if (!steps) return std::move(steps).error();
    plan = *std::move(steps);
  }
  listener.server().post([&listener, plan] { listener.set_plan(plan); });
  return {};
}

/// From a thread of the page.
Result<void> decide(std::uint64_t id, listener::Release how, std::optional<std::string> body,
                    bool has_targets, listener::Listener& listener) {
  if (!has_targets && (body || how == listener::Release::twice))
    return usage_error("there is no target to forward it to", "start listen with --forward-to");
  listener.server().post(
      [&listener, id, how, body = std::move(body)] { listener.release(id, how, body); });
  return {};
}

}  // namespace

Result<std::unique_ptr<inspector::Inspector>> open_page(const ListenPlan& plan,
                                                        listener::Listener& listener,
                                                        bool keeps_history, Context& context) {
  inspector::InspectorParts parts{context.clock, Random(context.random.next())};
  parts.describe = inspected_facts;
  parts.commands = [&plan, &listener, keeps_history](const listener::Delivery& delivery) {
    return inspected_commands(delivery, {listener.url(), plan.record.file, keeps_history});
  };
  parts.target = page_targets(plan.page_reach, context);
  parts.respond = [&listener](const std::string& text) { return respond(text, listener); };
  parts.decide = [&plan, &listener](std::uint64_t id, listener::Release how,
                                    std::optional<std::string> body) {
    return decide(id, how, std::move(body), !plan.receiver.routes.empty(), listener);
  };
  auto inspector = open_inspector(plan.ui, std::move(parts), context, plan.record.file);
  const auto& routes = plan.receiver.routes;
  const std::string& to = routes.empty() ? listener.url() : routes.front().target.url;
  if (!inspector || !*inspector) return inspector;
  listener.set_holder((*inspector)->holding());
  (*inspector)->begin({"listen", listener.url(), to, plan.respond});
  return inspector;
}

std::chrono::nanoseconds time_taken(const listener::Seen& seen, const Clock& clock) {
  const auto* delivery = std::get_if<listener::Delivery>(&seen);
  return delivery == nullptr ? std::chrono::nanoseconds{0}
                             : between(delivery->record.received_at, clock.now());
}

}  // namespace streamctl::cli
