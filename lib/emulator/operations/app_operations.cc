// The app's settings, and what is answered for form's sake.
#include <utility>

#include "emulator/operations/operations.h"

namespace streamctl::emulator {

Reply get_app(Turn& turn) {
  return Json{{"app", turn.world.app.view()}};
}

Reply update_app(Turn& turn) {
  if (auto fault = turn.world.app.update(turn.body, turn.world.now, turn.world.random))
    return *std::move(fault);
  return Json::object();
}

Reply check_sqs(Turn&) {
  return Json{{"status", "error"},
              {"error", "the emulator does not look at queues: it puts events on them"},
              {"data", Json::object()}};
}

Reply check_sns(Turn&) {
  return Json{{"status", "error"},
              {"error", "the emulator reaches no topic: it delivers by webhook"},
              {"data", Json::object()}};
}

Reply accept_silently(Turn&) {
  return Json::object();
}

Reply get_edges(Turn&) {
  return Json{{"edges", Json::array()}};
}

Reply get_rate_limits(Turn& turn) {
  const World& world = turn.world;
  const Json limits = world.limits.view(turn.target.parameter("endpoints"), world.now);
  Json answer = Json::object();
  bool names_platform = false;
  for (const char* platform : {"server_side", "web", "ios", "android", "unity"}) {
    if (turn.target.parameter(platform) != "true") continue;
    names_platform = true;
    answer[platform] = limits;
  }
  if (!names_platform) answer["server_side"] = limits;
  return answer;
}

Reply join_call(Turn& turn) {
  if (const auto call = turn.call(); !call) return call.failure();
  return Failure{101, 501,
                 "the emulator has no media server to join: it carries calls, events and "
                 "webhooks, but no audio or video",
                 true};
}

}  // namespace streamctl::emulator
