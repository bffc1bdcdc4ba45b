#include "emulator/operations/routes.h"

#include <optional>

#include "core/text.h"
#include "emulator/operations/operations.h"

namespace streamctl::emulator {

namespace {

constexpr std::string_view server_surface = "/api/v2";
constexpr std::string_view client_surface = "/video";

/// The parameters of `path`, if it matches the pattern.
std::optional<Parameters> parameters_of(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  Parameters parameters;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].starts_with('{')) {
      if (wanted[i] != given[i]) return std::nullopt;
      continue;
    }
    const auto value = percent_decoded(given[i], false);
    if (!value || value->empty()) return std::nullopt;
    parameters.emplace(wanted[i].substr(1, wanted[i].size() - 2), *value);
  }
  return parameters;
}

/// A path without the prefix of its surface, and the product whose routes may match.
struct Place {
  std::string_view rest;
  std::optional<std::string_view> product;  ///< Nothing for any.
  DateForm dates = DateForm::text;
};

std::optional<Place> place_of(std::string_view path) {
  if (path.starts_with(server_surface)) {
    path.remove_prefix(server_surface.size());
    if (path.starts_with("/video/"))
      return Place{path.substr(client_surface.size()), "video", DateForm::nanoseconds};
    if (path.starts_with('/')) return Place{path, "", DateForm::nanoseconds};
    return std::nullopt;
  }
  if (!path.starts_with("/video/")) return std::nullopt;
  return Place{path.substr(client_surface.size()), std::nullopt, DateForm::text};
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table, a line a route.
const std::vector<Route>& routes() {
  // The first match counts: literal segments come before parameters.
  static const std::vector<Route> table{
      {"POST", "video", "/calls", "QueryCalls", query_calls, Access::viewer},
      {"POST", "video", "/call/members", "QueryCallMembers", query_call_members},
      {"POST", "video", "/call_client_event", "ReportClientCallEvent", accept_silently,
       Access::anyone},
      {"GET", "video", "/edges", "GetEdges", get_edges},
      {"GET", "video", "/call/{type}/{id}", "GetCall", get_call, Access::viewer},
      {"POST", "video", "/call/{type}/{id}", "GetOrCreateCall", get_or_create_call, Access::viewer},
      {"PATCH", "video", "/call/{type}/{id}", "UpdateCall", update_call},
      {"POST", "video", "/call/{type}/{id}/join", "JoinCall", join_call, Access::viewer},
      {"POST", "video", "/call/{type}/{id}/delete", "DeleteCall", delete_call},
      {"POST", "video", "/call/{type}/{id}/mark_ended", "EndCall", end_call},
      {"POST", "video", "/call/{type}/{id}/members", "UpdateCallMembers", update_call_members},
      {"POST", "video", "/call/{type}/{id}/participants", "QueryCallParticipants",
       query_call_participants},
      {"POST", "video", "/call/{type}/{id}/event", "SendCallEvent", send_call_event},
      {"POST", "video", "/call/{type}/{id}/reaction", "SendVideoReaction", send_reaction},
      {"POST", "video", "/call/{type}/{id}/closed_captions", "SendClosedCaption",
       send_closed_caption},
      {"POST", "video", "/call/{type}/{id}/feedback", "CollectUserFeedback", collect_feedback},
      {"POST", "video", "/call/{type}/{id}/ring", "RingCall", ring_call},
      {"GET", "video", "/call/{type}/{id}/ring_state", "GetCallRingState", get_call_ring_state},
      {"POST", "video", "/call/{type}/{id}/accept", "AcceptCall", accept_call},
      {"POST", "video", "/call/{type}/{id}/reject", "RejectCall", reject_call},
      {"POST", "video", "/call/{type}/{id}/go_live", "GoLive", go_live},
      {"POST", "video", "/call/{type}/{id}/stop_live", "StopLive", stop_live},
      {"POST", "video", "/call/{type}/{id}/block", "BlockUser", block_user},
      {"POST", "video", "/call/{type}/{id}/unblock", "UnblockUser", unblock_user},
      {"POST", "video", "/call/{type}/{id}/kick", "KickUser", kick_user},
      {"POST", "video", "/call/{type}/{id}/mute_users", "MuteUsers", mute_users},
      {"POST", "video", "/call/{type}/{id}/request_permission", "RequestPermission",
       request_permission},
      {"POST", "video", "/call/{type}/{id}/user_permissions", "UpdateUserPermissions",
       update_user_permissions},
      {"POST", "video", "/call/{type}/{id}/pin", "VideoPin", accept_silently},
      {"POST", "video", "/call/{type}/{id}/unpin", "VideoUnpin", accept_silently},
      {"GET", "video", "/call/{type}/{id}/recordings", "ListRecordings", list_recordings},
      {"POST", "video", "/call/{type}/{id}/start_recording", "StartRecording", start_recording},
      {"POST", "video", "/call/{type}/{id}/stop_recording", "StopRecording", stop_recording},
      {"POST", "video", "/call/{type}/{id}/recordings/{recording_type}/start", "StartRecording",
       start_recording},
      {"POST", "video", "/call/{type}/{id}/recordings/{recording_type}/stop", "StopRecording",
       stop_recording},
      {"POST", "video", "/call/{type}/{id}/start_frame_recording", "StartFrameRecording",
       start_frame_recording},
      {"POST", "video", "/call/{type}/{id}/stop_frame_recording", "StopFrameRecording",
       stop_frame_recording},
      {"GET", "video", "/call/{type}/{id}/transcriptions", "ListTranscriptions",
       list_transcriptions},
      {"POST", "video", "/call/{type}/{id}/start_transcription", "StartTranscription",
       start_transcription},
      {"POST", "video", "/call/{type}/{id}/stop_transcription", "StopTranscription",
       stop_transcription},
      {"POST", "video", "/call/{type}/{id}/start_closed_captions", "StartClosedCaptions",
       start_closed_captions},
      {"POST", "video", "/call/{type}/{id}/stop_closed_captions", "StopClosedCaptions",
       stop_closed_captions},
      {"POST", "video", "/call/{type}/{id}/start_broadcasting", "StartHLSBroadcasting", start_hls},
      {"POST", "video", "/call/{type}/{id}/stop_broadcasting", "StopHLSBroadcasting", stop_hls},
      {"POST", "video", "/call/{type}/{id}/rtmp_broadcasts", "StartRTMPBroadcasts", start_rtmp},
      {"POST", "video", "/call/{type}/{id}/rtmp_broadcasts/stop", "StopAllRTMPBroadcasts",
       stop_all_rtmp},
      {"POST", "video", "/call/{type}/{id}/rtmp_broadcasts/{name}/stop", "StopRTMPBroadcast",
       stop_rtmp},
      {"POST", "", "/users", "UpdateUsers", update_users},
      {"PATCH", "", "/users", "UpdateUsersPartial", update_users_partial},
      {"GET", "", "/users", "QueryUsers", query_users},
      {"POST", "", "/guest", "CreateGuest", create_guest, Access::anyone},
      {"POST", "", "/devices", "CreateDevice", create_device},
      {"GET", "", "/devices", "ListDevices", list_devices},
      {"DELETE", "", "/devices", "DeleteDevice", delete_device},
      {"GET", "", "/app", "GetApp", get_app, Access::server},
      {"PATCH", "", "/app", "UpdateApp", update_app, Access::server},
      {"POST", "", "/check_sqs", "CheckSQS", check_sqs, Access::server},
      {"POST", "", "/check_sns", "CheckSNS", check_sns, Access::server},
      {"GET", "", "/rate_limits", "GetRateLimits", get_rate_limits},
  };
  return table;
}

Match match_route(std::string_view method, std::string_view path) {
  Match match;
  const auto place = place_of(path);
  if (!place) return match;
  match.dates = place->dates;
  for (const Route& route : routes()) {
    if (route.method != method || (place->product && *place->product != route.product)) continue;
    auto parameters = parameters_of(route.pattern, place->rest);
    if (!parameters) continue;
    match.route = &route;
    match.parameters = *std::move(parameters);
    return match;
  }
  return match;
}

}  // namespace streamctl::emulator
