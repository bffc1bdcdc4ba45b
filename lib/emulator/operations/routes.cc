#include "emulator/operations/routes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"
#include "emulator/operations/operations.h"

namespace streamctl::emulator {

namespace {

constexpr std::string_view server_surface = "/api/v2";
constexpr std::string_view client_surface = "/video";

struct Implemented {
  std::string_view operation;
  Implementation run;
  Access access = Access::token;  ///< `viewer` where a token is not needed.
};

/// The functions of the operations that the emulator has.
// NOLINTNEXTLINE(readability-function-size): a table, a line an operation.
const std::vector<Implemented>& implementations() {
  static const std::vector<Implemented> table{
      {"QueryCalls", query_calls, Access::viewer},
      {"QueryCallMembers", query_call_members},
      {"ReportClientCallEvent", accept_silently},
      {"GetEdges", get_edges},
      // The hub answers these two, as it has the connections.
      {"LongPoll", accept_silently, Access::anyone},
      {"VideoConnect", accept_silently, Access::anyone},
      {"GetCall", get_call, Access::viewer},
      {"GetOrCreateCall", get_or_create_call, Access::viewer},
      {"UpdateCall", update_call},
      {"JoinCall", join_call, Access::viewer},
      {"DeleteCall", delete_call},
      {"EndCall", end_call},
      {"UpdateCallMembers", update_call_members},
      {"QueryCallParticipants", query_call_participants},
      {"SendCallEvent", send_call_event},
      {"SendVideoReaction", send_reaction},
      {"SendClosedCaption", send_closed_caption},
      {"CollectUserFeedback", collect_feedback},
      {"RingCall", ring_call},
      {"GetCallRingState", get_call_ring_state},
      {"AcceptCall", accept_call},
      {"RejectCall", reject_call},
      {"GoLive", go_live},
      {"StopLive", stop_live},
      {"BlockUser", block_user},
      {"UnblockUser", unblock_user},
      {"KickUser", kick_user},
      {"MuteUsers", mute_users},
      {"RequestPermission", request_permission},
      {"UpdateUserPermissions", update_user_permissions},
      {"VideoPin", pin_track},
      {"VideoUnpin", pin_track},
      {"ListRecordings", list_recordings},
      {"StartRecording", start_recording},
      {"StopRecording", stop_recording},
      {"StartFrameRecording", start_frame_recording},
      {"StopFrameRecording", stop_frame_recording},
      {"ListTranscriptions", list_transcriptions},
      {"StartTranscription", start_transcription},
      {"StopTranscription", stop_transcription},
      {"StartClosedCaptions", start_closed_captions},
      {"StopClosedCaptions", stop_closed_captions},
      {"StartHLSBroadcasting", start_hls},
      {"StopHLSBroadcasting", stop_hls},
      {"StartRTMPBroadcasts", start_rtmp},
      {"StopAllRTMPBroadcasts", stop_all_rtmp},
      {"StopRTMPBroadcast", stop_rtmp},
      {"UpdateUsers", update_users},
      {"UpdateUsersPartial", update_users_partial},
      {"QueryUsers", query_users},
      {"CreateGuest", create_guest},
      {"CreateDevice", create_device},
      {"ListDevices", list_devices},
      {"DeleteDevice", delete_device},
      {"GetApp", get_app},
      {"UpdateApp", update_app},
      {"CheckSQS", check_sqs},
      {"CheckSNS", check_sns},
      {"GetRateLimits", get_rate_limits},
      {"DeleteRecording", delete_recording},
      {"DeleteTranscription", delete_transcription},
      {"ListCallTypes", list_call_types},
      {"GetCallType", get_call_type},
      {"CreateCallType", create_call_type},
      {"UpdateCallType", update_call_type},
      {"DeleteCallType", delete_call_type},
      {"QueryCallStats", query_call_stats},
      {"QueryCallSessionStats", query_call_session_stats},
      {"GetCallReport", get_call_report},
      {"GetCallStats", get_call_stats},
      {"GetCallStatsMap", get_call_stats_map},
      {"QueryCallSessionParticipantStats", query_call_session_participant_stats},
      {"QueryCallParticipantSessions", query_call_participant_sessions},
      {"GetCallParticipantSessionMetrics", get_participant_session_metrics},
      {"GetCallSessionParticipantStatsDetails", get_participant_stats_details},
      {"GetCallSessionParticipantStatsTimeline", get_participant_stats_timeline},
      {"QueryAggregateCallStats", query_aggregate_call_stats},
      {"GetDailyDigest", get_daily_digest},
      {"GetActiveCallsStatus", get_active_calls_status},
      {"QueryUserFeedback", query_user_feedback},
      {"ListSIPTrunks", list_sip_trunks},
      {"CreateSIPTrunk", create_sip_trunk},
      {"UpdateSIPTrunk", update_sip_trunk},
      {"DeleteSIPTrunk", delete_sip_trunk},
      {"ListSIPInboundRoutingRule", list_sip_rules},
      {"CreateSIPInboundRoutingRule", create_sip_rule},
      {"UpdateSIPInboundRoutingRule", update_sip_rule},
      {"DeleteSIPInboundRoutingRule", delete_sip_rule},
      {"ResolveSipAuth", resolve_sip_auth},
      {"ResolveSipInbound", resolve_sip_inbound},
      {"DeactivateUser", deactivate_user},
      {"DeactivateUsers", deactivate_users},
      {"ReactivateUser", reactivate_user},
      {"ReactivateUsers", reactivate_users},
      {"DeleteUsers", delete_users},
      {"RestoreUsers", restore_users},
      {"ExportUser", export_user},
      {"ExportUsers", export_users},
      {"BlockUsers", block_users},
      {"UnblockUsers", unblock_users},
      {"GetBlockedUsers", get_blocked_users},
      {"ListRoles", list_roles},
      {"SearchRoles", search_roles},
      {"CreateRole", create_role},
      {"DeleteRole", delete_role},
      {"ListPermissions", list_permissions},
      {"GetPermission", get_permission},
      {"CreatePermission", create_permission},
      {"UpdatePermission", update_permission},
      {"DeletePermission", delete_permission},
      {"ListExternalStorage", list_external_storage},
      {"CreateExternalStorage", create_external_storage},
      {"UpdateExternalStorage", update_external_storage},
      {"DeleteExternalStorage", delete_external_storage},
      {"CheckExternalStorage", check_external_storage},
      {"ListBlockLists", list_block_lists},
      {"CreateBlockList", create_block_list},
      {"GetBlockList", get_block_list},
      {"UpdateBlockList", update_block_list},
      {"DeleteBlockList", delete_block_list},
      {"ImportBlockList", import_block_list},
      {"ListUserGroups", list_user_groups},
      {"SearchUserGroups", search_user_groups},
      {"CreateUserGroup", create_user_group},
      {"GetUserGroup", get_user_group},
      {"UpdateUserGroup", update_user_group},
      {"DeleteUserGroup", delete_user_group},
      {"AddUserGroupMembers", add_user_group_members},
      {"RemoveUserGroupMembers", remove_user_group_members},
      {"CreateImportURL", create_import_url},
      {"CreateImport", create_import},
      {"GetImport", get_import},
      {"ListImports", list_imports},
      {"GetPushTemplates", get_push_templates},
      {"UpsertPushTemplate", upsert_push_template},
      {"ListPushProviders", list_push_providers},
      {"UpsertPushProvider", upsert_push_provider},
      {"DeletePushProvider", delete_push_provider},
      {"CheckPush", check_push},
      {"UpdatePushNotificationPreferences", update_push_preferences},
      {"UploadFile", upload_file},
      {"UploadImage", upload_image},
      {"DeleteFile", delete_upload},
      {"DeleteImage", delete_upload},
      {"GetTask", get_task},
  };
  return table;
}

Reply refuse_missing(OperationContext& context) {
  return not_emulated(find_operation(context.operation)->note);
}

/// Literal segments have an empty `parameter`.
std::vector<Segment> segments_of(std::string_view path) {
  std::vector<Segment> made;
  for (const std::string_view part : split(path.substr(1), '/')) {
    const bool is_parameter = part.starts_with('{');
    made.push_back(
        {std::string(is_parameter ? part.substr(1, part.size() - 2) : part), is_parameter});
  }
  return made;
}

Route made_route(const Operation& operation, const std::string& path) {
  Route route{operation, segments_of(path), refuse_missing};
  const auto& all = implementations();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Implemented& one) {
    return one.operation == operation.name;
  });
  if (found != all.end()) {
    route.run = found->run;
    route.is_implemented = true;
    route.access = found->access;
  }
  if (operation.who == Operation::Who::server) route.access = Access::server;
  if (!operation.needs_token) route.access = Access::anyone;
  return route;
}

/// The parameters of a path, if it matches the route.
std::optional<Parameters> parameters_of(const Route& route,
                                        const std::vector<std::string_view>& given) {
  if (route.segments.size() != given.size()) return std::nullopt;
  Parameters parameters;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const Segment& wanted = route.segments[i];
    if (!wanted.is_parameter) {
      if (wanted.text != given[i]) return std::nullopt;
      continue;
    }
    const auto value = percent_decoded(given[i], false);
    if (!value || value->empty()) return std::nullopt;
    parameters.emplace(wanted.text, *value);
  }
  return parameters;
}

/// Finds the route of a path below /api/v2.
bool find_route(std::string_view method, std::string_view path, Match& match) {
  if (!path.starts_with('/')) return false;
  const auto given = split(path.substr(1), '/');
  for (const Route& route : routes()) {
    if (route.operation.method != method) continue;
    auto parameters = parameters_of(route, given);
    if (!parameters) continue;
    match.route = &route;
    match.parameters = *std::move(parameters);
    return true;
  }
  return false;
}

}  // namespace

Reply Route::answer(OperationContext& context) const {
  if (const auto* alone = std::get_if<Reply (*)(OperationContext&)>(&run)) return (*alone)(context);
  const auto call = context.call();
  if (!call) return call.error();
  return std::get<Reply (*)(OperationContext&, Call&)>(run)(context, *call);
}

const std::vector<Route>& routes() {
  static const std::vector<Route> table = [] {
    std::vector<Route> made;
    for (const Operation& operation : operations()) {
      for (const std::string& path : operation.paths)
        made.push_back(made_route(operation, path));
    }
    return made;
  }();
  return table;
}

Match match_route(std::string_view method, std::string_view path) {
  Match match;
  if (path.starts_with(server_surface)) {
    match.dates = DateForm::nanoseconds;
    find_route(method, path.substr(server_surface.size()), match);
    return match;
  }
  if (find_route(method, path, match)) return match;
  // The JavaScript client also has the common operations below /video.
  if (path.starts_with(client_surface))
    find_route(method, path.substr(client_surface.size()), match);
  return match;
}

}  // namespace streamctl::emulator
