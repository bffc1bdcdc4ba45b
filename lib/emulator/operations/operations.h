// The operations of Stream Video's API that the emulator supports, one function each.
#pragma once

#include "emulator/operations/operation_context.h"

namespace streamctl::emulator {

// calls.cc
Reply get_call(OperationContext& context);
Reply get_or_create_call(OperationContext& context);
Reply update_call(OperationContext& context);
Reply delete_call(OperationContext& context);
Reply end_call(OperationContext& context);
/// GetOrCreateCall by a server, without a request. `data` is a CallRequest.
Reply create_call_as_server(State& state, const Parameters& path, Json data, Outcome& outcome);

// queries.cc
Reply query_calls(OperationContext& context);
Reply query_call_members(OperationContext& context);
Reply query_users(OperationContext& context);
Reply query_call_participants(OperationContext& context);

// members.cc
Reply update_call_members(OperationContext& context);

// ringing.cc
Reply ring_call(OperationContext& context);
Reply accept_call(OperationContext& context);
Reply reject_call(OperationContext& context);
Reply get_call_ring_state(OperationContext& context);

// moderation.cc
Reply block_user(OperationContext& context);
Reply unblock_user(OperationContext& context);
Reply kick_user(OperationContext& context);
Reply mute_users(OperationContext& context);
Reply request_permission(OperationContext& context);
Reply update_user_permissions(OperationContext& context);

// client_events.cc
Reply send_call_event(OperationContext& context);
Reply send_reaction(OperationContext& context);
Reply send_closed_caption(OperationContext& context);
Reply collect_feedback(OperationContext& context);

// livestream.cc
Reply go_live(OperationContext& context);
Reply stop_live(OperationContext& context);

// recording.cc
Reply start_recording(OperationContext& context);
Reply stop_recording(OperationContext& context);
Reply list_recordings(OperationContext& context);
Reply start_frame_recording(OperationContext& context);
Reply stop_frame_recording(OperationContext& context);

// transcription.cc
Reply start_transcription(OperationContext& context);
Reply stop_transcription(OperationContext& context);
Reply list_transcriptions(OperationContext& context);
Reply start_closed_captions(OperationContext& context);
Reply stop_closed_captions(OperationContext& context);

// broadcasting.cc
Reply start_hls(OperationContext& context);
Reply stop_hls(OperationContext& context);
Reply start_rtmp(OperationContext& context);
Reply stop_rtmp(OperationContext& context);
Reply stop_all_rtmp(OperationContext& context);

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
Reply accept_silently(OperationContext& context);  ///< For telemetry and pins: no effect.
Reply get_edges(OperationContext& context);
Reply get_rate_limits(OperationContext& context);
Reply join_call(OperationContext& context);  ///< Always refused: there is no media server.

}  // namespace streamctl::emulator
