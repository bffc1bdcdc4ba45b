// The app's settings, and operations that have no effect here.
#include <utility>

#include "emulator/operations/operations.h"

namespace streamctl::emulator {

Reply get_app(OperationContext& context) {
  return Json{{"app", context.state.app.view()}};
}

Reply update_app(OperationContext& context) {
  if (auto good = context.state.app.update(context.body, context.state.now, context.state.random);
      !good)
    return std::move(good).error();
  return Json::object();
}

Reply check_sqs(OperationContext&) {
  return Json{{"status", "error"},
              {"error", "the emulator does not look at queues: it puts events on them"},
              {"data", Json::object()}};
}

Reply check_sns(OperationContext&) {
  return Json{{"status", "error"},
              {"error", "the emulator reaches no topic: it delivers by webhook"},
              {"data", Json::object()}};
}

Reply accept_silently(OperationContext&) {
  return Json::object();
}

Reply get_edges(OperationContext&) {
  return Json{{"edges", Json::array()}};
}

Reply get_rate_limits(OperationContext& context) {
  const State& state = context.state;
  const Json limits = state.rate_limits.view(context.target.parameter("endpoints"), state.now);
  Json answer = Json::object();
  bool names_platform = false;
  for (const char* platform : {"server_side", "web", "ios", "android", "unity"}) {
    if (context.target.parameter(platform) != "true") continue;
    names_platform = true;
    answer[platform] = limits;
  }
  if (!names_platform) answer["server_side"] = limits;
  return answer;
}

Reply join_call(OperationContext& context) {
  if (const auto call = context.call(); !call) return call.error();
  return Failure{101, 501,
                 "the emulator has no media server to join: it carries calls, events and "
                 "webhooks, but no audio or video",
                 true};
}

}  // namespace streamctl::emulator
