// The settings of a call: the defaults of its type, and overrides.
#pragma once

#include <string_view>

#include "emulator/state/failure.h"

namespace streamctl::emulator {

/// CallSettingsResponse with every group that a client needs. Cameras and microphones are off, so
/// that a headless client opens no device. Calls of type livestream and audio_room start in
/// backstage and have no time-outs of ringing; an audio room has neither video nor screen sharing.
Json default_settings(std::string_view call_type);

/// Merges `overrides` (CallSettingsRequest) over `settings`, without unknown fields. If the result
/// would not be valid, or Stream refuses the combination, `settings` do not change.
Result<void, Failure> merge_settings(Json& settings, const Json& overrides);

}  // namespace streamctl::emulator
