// The operations of Stream Video's API that the emulator supports, one function each. Those on a
// call get the one that the path names, once it is known that the caller may.
#pragma once

#include "emulator/operations/operation_context.h"

namespace streamctl::emulator {

// calls.cc
Reply get_call(OperationContext& context, Call& call);
Reply get_or_create_call(OperationContext& context);
Reply update_call(OperationContext& context, Call& call);
Reply delete_call(OperationContext& context, Call& call);
Reply end_call(OperationContext& context, Call& call);
/// GetOrCreateCall by a server, without a request. `data` is a CallRequest.
Reply create_call_as_server(State& state, const Parameters& path, Json data, Outcome& outcome);

// queries.cc
Reply query_calls(OperationContext& context);
Reply query_call_members(OperationContext& context);
Reply query_users(OperationContext& context);
Reply query_call_participants(OperationContext& context, Call& call);

// members.cc
Reply update_call_members(OperationContext& context, Call& call);

// ringing.cc
Reply ring_call(OperationContext& context, Call& call);
Reply accept_call(OperationContext& context, Call& call);
Reply reject_call(OperationContext& context, Call& call);
Reply get_call_ring_state(OperationContext& context, Call& call);

// moderation.cc
Reply block_user(OperationContext& context, Call& call);
Reply unblock_user(OperationContext& context, Call& call);
Reply kick_user(OperationContext& context, Call& call);
Reply mute_users(OperationContext& context, Call& call);
Reply pin_track(OperationContext& context,
                Call& call);  ///< And unpin: no effect, as there are no tracks.
Reply request_permission(OperationContext& context, Call& call);
Reply update_user_permissions(OperationContext& context, Call& call);

// client_events.cc
Reply send_call_event(OperationContext& context, Call& call);
Reply send_reaction(OperationContext& context, Call& call);
Reply send_closed_caption(OperationContext& context, Call& call);
Reply collect_feedback(OperationContext& context, Call& call);

// livestream.cc
Reply go_live(OperationContext& context, Call& call);
Reply stop_live(OperationContext& context, Call& call);

// recording.cc
Reply start_recording(OperationContext& context, Call& call);
Reply stop_recording(OperationContext& context, Call& call);
Reply list_recordings(OperationContext& context, Call& call);
Reply start_frame_recording(OperationContext& context, Call& call);
Reply stop_frame_recording(OperationContext& context, Call& call);

// transcription.cc
Reply start_transcription(OperationContext& context, Call& call);
Reply stop_transcription(OperationContext& context, Call& call);
Reply list_transcriptions(OperationContext& context, Call& call);
Reply start_closed_captions(OperationContext& context, Call& call);
Reply stop_closed_captions(OperationContext& context, Call& call);

// broadcasting.cc
Reply start_hls(OperationContext& context, Call& call);
Reply stop_hls(OperationContext& context, Call& call);
Reply start_rtmp(OperationContext& context, Call& call);
Reply stop_rtmp(OperationContext& context, Call& call);
Reply stop_all_rtmp(OperationContext& context, Call& call);

// user_operations.cc
Reply update_users(OperationContext& context);
Reply update_users_partial(OperationContext& context);
Reply create_guest(OperationContext& context);
Reply create_device(OperationContext& context);
Reply list_devices(OperationContext& context);
Reply delete_device(OperationContext& context);

// app_operations.cc
Reply get_app(OperationContext& context);
Reply update_app(OperationContext& context);
Reply check_sqs(OperationContext& context);
Reply check_sns(OperationContext& context);
Reply accept_silently(OperationContext& context);  ///< For telemetry: no effect.
Reply get_edges(OperationContext& context);
Reply get_rate_limits(OperationContext& context);

// recording.cc, transcription.cc
Reply delete_recording(OperationContext& context, Call& call);
Reply delete_transcription(OperationContext& context, Call& call);

// join.cc
/// The coordinator's side of a session: participants join it. The media address refuses.
Reply join_call(OperationContext& context);

// call_types.cc
Reply list_call_types(OperationContext& context);
Reply get_call_type(OperationContext& context);
Reply create_call_type(OperationContext& context);
Reply update_call_type(OperationContext& context);
Reply delete_call_type(OperationContext& context);

// statistics.cc
Reply query_call_stats(OperationContext& context);
Reply query_call_session_stats(OperationContext& context);
Reply get_call_report(OperationContext& context, Call& call);
Reply get_call_stats(OperationContext& context, Call& call);
Reply get_call_stats_map(OperationContext& context);
Reply query_call_session_participant_stats(OperationContext& context);
Reply query_call_participant_sessions(OperationContext& context);
Reply get_participant_session_metrics(OperationContext& context);
Reply get_participant_stats_details(OperationContext& context);
Reply get_participant_stats_timeline(OperationContext& context);

// reports.cc
Reply query_aggregate_call_stats(OperationContext& context);
Reply get_daily_digest(OperationContext& context);
Reply get_active_calls_status(OperationContext& context);
Reply query_user_feedback(OperationContext& context);

// sip.cc
Reply list_sip_trunks(OperationContext& context);
Reply create_sip_trunk(OperationContext& context);
Reply update_sip_trunk(OperationContext& context);
Reply delete_sip_trunk(OperationContext& context);
Reply list_sip_rules(OperationContext& context);
Reply create_sip_rule(OperationContext& context);
Reply update_sip_rule(OperationContext& context);
Reply delete_sip_rule(OperationContext& context);
Reply resolve_sip_auth(OperationContext& context);
Reply resolve_sip_inbound(OperationContext& context);

// user_life.cc
Reply deactivate_user(OperationContext& context);
Reply deactivate_users(OperationContext& context);
Reply reactivate_user(OperationContext& context);
Reply reactivate_users(OperationContext& context);
Reply delete_users(OperationContext& context);
Reply restore_users(OperationContext& context);
Reply export_user(OperationContext& context);
Reply export_users(OperationContext& context);
Reply block_users(OperationContext& context);
Reply unblock_users(OperationContext& context);
Reply get_blocked_users(OperationContext& context);

// roles.cc
Reply list_roles(OperationContext& context);
Reply search_roles(OperationContext& context);
Reply create_role(OperationContext& context);
Reply delete_role(OperationContext& context);
Reply list_permissions(OperationContext& context);
Reply get_permission(OperationContext& context);
Reply create_permission(OperationContext& context);
Reply update_permission(OperationContext& context);
Reply delete_permission(OperationContext& context);

// user_groups.cc
Reply list_user_groups(OperationContext& context);
Reply search_user_groups(OperationContext& context);
Reply create_user_group(OperationContext& context);
Reply get_user_group(OperationContext& context);
Reply update_user_group(OperationContext& context);
Reply delete_user_group(OperationContext& context);
Reply add_user_group_members(OperationContext& context);
Reply remove_user_group_members(OperationContext& context);

// imports.cc
Reply create_import_url(OperationContext& context);
Reply create_import(OperationContext& context);
Reply get_import(OperationContext& context);
Reply list_imports(OperationContext& context);

// push_templates.cc
Reply get_push_templates(OperationContext& context);
Reply upsert_push_template(OperationContext& context);

// storage.cc
Reply list_external_storage(OperationContext& context);
Reply create_external_storage(OperationContext& context);
Reply update_external_storage(OperationContext& context);
Reply delete_external_storage(OperationContext& context);
Reply check_external_storage(OperationContext& context);
Reply list_block_lists(OperationContext& context);
Reply create_block_list(OperationContext& context);
Reply get_block_list(OperationContext& context);
Reply update_block_list(OperationContext& context);
Reply delete_block_list(OperationContext& context);
Reply import_block_list(OperationContext& context);
Reply list_push_providers(OperationContext& context);
Reply upsert_push_provider(OperationContext& context);
Reply delete_push_provider(OperationContext& context);
Reply check_push(OperationContext& context);

// push_preferences.cc
Reply update_push_preferences(OperationContext& context);

// uploads.cc
Reply upload_file(OperationContext& context);
Reply upload_image(OperationContext& context);
Reply delete_upload(OperationContext& context);

// tasks.cc
Reply get_task(OperationContext& context);

}  // namespace streamctl::emulator
