#include "commands/emulator/page.h"

#include <chrono>
#include <future>
#include <string>
#include <utility>
#include <variant>

#include "core/random.h"
#include "render/inspection.h"

namespace streamctl::cli {
namespace {

/// How often a thread that waits for the loop looks whether it is the end.
constexpr std::chrono::milliseconds look_every{50};

}  // namespace

Result<void> EmulatorPage::open(const UiOptions& options, const emulator::EmulatorOptions& plan,
                                emulator::Emulator& emulator, Context& context) {
  const auto& urls = plan.state.webhook_urls;
  const std::string to = urls.empty() ? "" : urls.front();
  inspector::InspectorParts parts{context.clock, Random(context.random.next())};
  parts.describe = inspected_facts;
  parts.emulator = [this, &emulator](const std::string& method, const std::string& action,
                                     const std::string& body) {
    return drive(emulator, method, action, body);
  };
  parts.commands = [to](const listener::Delivery& delivery) {
    return inspected_commands(delivery, {.to = to});
  };
  parts.target = page_targets(plan.hooks.webhook, context);
  auto opened = open_inspector(options, std::move(parts), context);
  if (!opened) return std::move(opened).error();
  inspector_ = *std::move(opened);
  if (inspector_) inspector_->begin({"emulator", emulator.server().url(), to, ""});
  say_address(inspector_.get(), options, context);
  return {};
}

void EmulatorPage::show(const emulator::Activity& activity) {
  if (!inspector_) return;
  inspector_->tell_line([&activity] { return emulator::to_json(activity); });
  if (const auto* made = std::get_if<emulator::DeliveryActivity>(&activity))
    inspector_->saw(inspected_delivery(made->delivery, made->url), time_of(made->delivery));
}

void EmulatorPage::close() {
  stop_.request_stop();
  if (inspector_) inspector_->close();
}

/// From a thread of the page: runs the action on the loop.
inspector::PageAnswer EmulatorPage::drive(emulator::Emulator& emulator, const std::string& method,
                                          const std::string& action, const std::string& body) {
  const auto answered = std::make_shared<std::promise<net::Response>>();
  auto answer = answered->get_future();
  emulator.server().post([&emulator, answered, method, action, body] {
    answered->set_value(emulator.drive(method, action, body));
  });
  while (answer.wait_for(look_every) != std::future_status::ready)
    if (stop_.stop_requested()) return inspector::refusal(503, "ending", "the emulator ends");
  net::Response response = answer.get();
  inspector::PageAnswer page;
  page.status = response.status;
  page.allow = response.headers.value("Allow");
  page.body = std::move(response.body);
  return page;
}

}  // namespace streamctl::cli
