// Sending a call out: as HLS, or to RTMP servers.
#include <algorithm>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/running.h"

namespace streamctl::emulator {

namespace {

constexpr std::size_t rtmp_broadcasts_max = 10;

}  // namespace

Reply start_hls(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  if (call->hls) return bad_input("the call is already being broadcast");
  begin_hls(turn.world, *call, turn.outcome);
  return Json{{"playlist_url", playlist_url(*call->hls)}};
}

Reply stop_hls(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  if (!call->hls) return bad_input("the call is not being broadcast");
  finish_hls(turn.world, *call, turn.outcome);
  return Json::object();
}

Reply start_rtmp(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  Reader in(turn.body);
  const Json* wanted = in.array("broadcasts", rtmp_broadcasts_max);
  if (in.failure()) return *in.failure();
  if (wanted == nullptr || wanted->empty()) return bad_input("broadcasts is required");
  if (auto fault = turn.world.store.fault_of_room()) return *std::move(fault);
  auto next = call->rtmp;
  for (const Json& one : *wanted) {
    Reader broadcast(one, "broadcasts.");
    const auto name = broadcast.id("name");
    const auto url = broadcast.text("stream_url");
    const auto key = broadcast.text("stream_key");
    if (broadcast.failure()) return *broadcast.failure();
    if (!name || !url) return bad_input("broadcasts need a name and a stream_url");
    if (std::any_of(next.begin(), next.end(), [&](const auto& old) { return old.name == *name; }))
      return bad_input("there is a broadcast '" + printable(*name) + "' already");
    if (next.size() >= rtmp_broadcasts_max) return bad_input("there are too many broadcasts");
    next.push_back({*name, *url, key.value_or(""), turn.world.now});
  }
  for (std::size_t i = call->rtmp.size(); i < next.size(); ++i) {
    turn.outcome.events.push_back(
        call_event("call.rtmp_broadcast_started", *call, turn.world.now, {{"name", next[i].name}}));
  }
  call->rtmp = std::move(next);
  return Json::object();
}

Reply stop_rtmp(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  const std::string& name = turn.path.at("name");
  if (std::erase_if(call->rtmp, [&](const Broadcast& one) { return one.name == name; }) == 0)
    return does_not_exist("broadcast '" + printable(name) + "' does not exist");
  turn.outcome.events.push_back(
      call_event("call.rtmp_broadcast_stopped", *call, turn.world.now, {{"name", name}}));
  return Json::object();
}

Reply stop_all_rtmp(Turn& turn) {
  const auto call = turn.call();
  if (!call) return call.failure();
  finish_rtmp(turn.world, *call, turn.outcome);
  return Json::object();
}

}  // namespace streamctl::emulator
