// Broadcasts a call as HLS or to RTMP servers.
#include <algorithm>
#include <utility>

#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/egress.h"
#include "emulator/operations/events.h"
#include "emulator/operations/operations.h"
#include "emulator/state/field_reader.h"

namespace streamctl::emulator {

namespace {

constexpr std::size_t rtmp_broadcasts_max = 10;

}  // namespace

Reply start_hls(OperationContext& context, Call& call) {
  if (auto live = check_session(call); !live) return std::move(live).error();
  if (call.hls) return bad_input("the call is already being broadcast");
  begin_hls(context.state, call, context.outcome);
  return Json{{"playlist_url", playlist_url(*call.hls)}};
}

Reply stop_hls(OperationContext& context, Call& call) {
  if (!call.hls) return bad_input("call egress is not running");
  finish_hls(context.state, call, context.outcome);
  return Json::object();
}

Reply start_rtmp(OperationContext& context, Call& call) {
  FieldReader in(context.body);
  const Json* wanted = in.array("broadcasts", rtmp_broadcasts_max);
  if (!in.ok()) return in.error();
  if (auto live = check_session(call); !live) return std::move(live).error();
  if (auto good = context.state.store.check_memory(); !good) return std::move(good).error();
  auto next = call.rtmp;
  for (const Json& one : *wanted) {
    FieldReader broadcast(one, "broadcasts.");
    const auto name = broadcast.id("name");
    const auto url = broadcast.text("stream_url");
    const auto key = broadcast.text("stream_key");
    if (!broadcast.ok()) return broadcast.error();
    if (std::any_of(next.begin(), next.end(), [&](const auto& old) { return old.name == *name; }))
      return bad_input("there is a broadcast '" + printable(*name) + "' already");
    if (next.size() >= rtmp_broadcasts_max) return bad_input("there are too many broadcasts");
    next.push_back({*name, *url, key.value_or(""), context.state.now});
  }
  for (std::size_t i = call.rtmp.size(); i < next.size(); ++i) {
    context.outcome.events.push_back(call_event("call.rtmp_broadcast_started", call,
                                                context.state.now, {{"name", next[i].name}}));
  }
  call.rtmp = std::move(next);
  return Json::object();
}

Reply stop_rtmp(OperationContext& context, Call& call) {
  const std::string& name = context.path.at("name");
  if (std::erase_if(call.rtmp, [&](const Broadcast& one) { return one.name == name; }) == 0)
    return does_not_exist("broadcast '" + printable(name) + "' does not exist");
  context.outcome.events.push_back(
      call_event("call.rtmp_broadcast_stopped", call, context.state.now, {{"name", name}}));
  return Json::object();
}

Reply stop_all_rtmp(OperationContext& context, Call& call) {
  finish_rtmp(context.state, call, context.outcome);
  return Json::object();
}

}  // namespace streamctl::emulator
