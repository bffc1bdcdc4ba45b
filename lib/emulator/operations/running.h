// What runs in a call, and the events of it starting and ending: shared by operations that end it
// on the way.
#pragma once

#include <string>

#include "emulator/operations/turn.h"
#include "emulator/state/event.h"

namespace streamctl::emulator {

/// `kind` is composite, individual or raw. Preconditions: it does not run; it runs.
void begin_recording(World& world, Call& call, const std::string& kind, Outcome& outcome);
/// The recording is ready a little later.
void finish_recording(World& world, Call& call, const std::string& kind, Outcome& outcome);

void begin_transcription(World& world, Call& call, Outcome& outcome);
void finish_transcription(World& world, Call& call, Outcome& outcome);
void begin_captions(World& world, Call& call, Outcome& outcome);
void finish_captions(World& world, Call& call, Outcome& outcome);
void begin_hls(World& world, Call& call, Outcome& outcome);
void finish_hls(World& world, Call& call, Outcome& outcome);
void finish_rtmp(World& world, Call& call, Outcome& outcome);

/// Where the HLS broadcast of a call would be.
std::string playlist_url(const Egress& hls);

/// Ends everything that runs, then the session.
void finish_all(World& world, Call& call, Outcome& outcome);

/// The id of the session recordings belong to; that of a session nobody joined, where there is
/// none.
const std::string& session_id_of(World& world, Call& call);

}  // namespace streamctl::emulator
