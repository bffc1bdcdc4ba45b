// The operations of Stream Video's API that the emulator knows, one function each.
#pragma once

#include "emulator/operations/turn.h"

namespace streamctl::emulator {

// calls.cc
Reply get_call(Turn& turn);
Reply get_or_create_call(Turn& turn);
Reply update_call(Turn& turn);
Reply delete_call(Turn& turn);
Reply end_call(Turn& turn);

// queries.cc
Reply query_calls(Turn& turn);
Reply query_call_members(Turn& turn);
Reply query_users(Turn& turn);
Reply query_call_participants(Turn& turn);

// members.cc
Reply update_call_members(Turn& turn);

// ringing.cc
Reply ring_call(Turn& turn);
Reply accept_call(Turn& turn);
Reply reject_call(Turn& turn);
Reply get_call_ring_state(Turn& turn);

// moderation.cc
Reply block_user(Turn& turn);
Reply unblock_user(Turn& turn);
Reply kick_user(Turn& turn);
Reply mute_users(Turn& turn);
Reply request_permission(Turn& turn);
Reply update_user_permissions(Turn& turn);

// expressions.cc
Reply send_call_event(Turn& turn);
Reply send_reaction(Turn& turn);
Reply send_closed_caption(Turn& turn);
Reply collect_feedback(Turn& turn);

// live.cc
Reply go_live(Turn& turn);
Reply stop_live(Turn& turn);

// recording.cc
Reply start_recording(Turn& turn);
Reply stop_recording(Turn& turn);
Reply list_recordings(Turn& turn);
Reply start_frame_recording(Turn& turn);
Reply stop_frame_recording(Turn& turn);

// transcription.cc
Reply start_transcription(Turn& turn);
Reply stop_transcription(Turn& turn);
Reply list_transcriptions(Turn& turn);
Reply start_closed_captions(Turn& turn);
Reply stop_closed_captions(Turn& turn);

// broadcasting.cc
Reply start_hls(Turn& turn);
Reply stop_hls(Turn& turn);
Reply start_rtmp(Turn& turn);
Reply stop_rtmp(Turn& turn);
Reply stop_all_rtmp(Turn& turn);

// people.cc
Reply update_users(Turn& turn);
Reply update_users_partial(Turn& turn);
Reply create_guest(Turn& turn);
Reply create_device(Turn& turn);
Reply list_devices(Turn& turn);
Reply delete_device(Turn& turn);

// app_operations.cc
Reply get_app(Turn& turn);
Reply update_app(Turn& turn);
Reply check_sqs(Turn& turn);
Reply check_sns(Turn& turn);
Reply accept_silently(Turn& turn);  ///< Taken, and nothing comes of it: telemetry, pins.
Reply get_edges(Turn& turn);
Reply get_rate_limits(Turn& turn);
Reply join_call(Turn& turn);  ///< Always refused: there is no media server.

}  // namespace streamctl::emulator
