// Starts and ends recordings, transcription, captions and broadcasts of a call. Shared by the
// operations that name one and those that end all of them.
#pragma once

#include <string>
#include <vector>

#include "emulator/operations/operation_context.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

// Preconditions: begin_… needs one that is not running, finish_… one that is.

/// `kind` is composite, individual or raw.
void begin_recording(State& state, Call& call, const std::string& kind, Outcome& outcome);
/// call.recording_ready follows after `ready_after`.
void finish_recording(State& state, Call& call, const std::string& kind, Outcome& outcome);

/// call.frame_recording_ready with the first frame follows after `ready_after`.
void begin_frames(State& state, Call& call, Outcome& outcome);
void begin_transcription(State& state, Call& call, Outcome& outcome);
void finish_transcription(State& state, Call& call, Outcome& outcome);
void begin_captions(State& state, Call& call, Outcome& outcome);
void finish_captions(State& state, Call& call, Outcome& outcome);
void begin_hls(State& state, Call& call, Outcome& outcome);
void finish_hls(State& state, Call& call, Outcome& outcome);
void finish_rtmp(State& state, Call& call, Outcome& outcome);

/// Begins what the settings of the call have as "auto-on", once somebody is in it and it is not
/// backstage.
void begin_automatic(State& state, Call& call, Outcome& outcome);

/// The address of an HLS broadcast; nothing is served there.
std::string playlist_url(const Egress& hls);

/// Deletes the file that a path names by session and filename; whether it was there.
bool erase_finished(std::vector<Json>& finished, const Parameters& path);

/// Ends everything that is running, then the session.
void finish_all(State& state, Call& call, Outcome& outcome);
/// Ends a call and deletes it. Returns what it was.
Json erase_call(State& state, Call& call, Outcome& outcome);

/// 400 "there is no active session" unless somebody is in the call: Stream starts nothing then.
Result<void, Failure> check_session(const Call& call);

/// The id of the call's session, which recordings belong to; created if there is none.
const std::string& session_id_of(State& state, Call& call);

}  // namespace streamctl::emulator
