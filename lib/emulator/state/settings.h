// The settings of a call: what its type begins with, and what is laid over that.
#pragma once

#include <optional>
#include <string_view>

#include "emulator/state/failure.h"

namespace streamctl::emulator {

/// CallSettingsResponse with every group a client needs. Cameras and microphones are off, so that a
/// headless client opens no device. Calls of type livestream and audio_room begin in backstage.
Json default_settings(std::string_view call_type);

/// Lays `overrides` (CallSettingsRequest) over `settings`; fields nobody knows are left out. What
/// would not be valid settings any more is refused, and `settings` stay as they were.
std::optional<Failure> lay_over_settings(Json& settings, const Json& overrides);

}  // namespace streamctl::emulator
