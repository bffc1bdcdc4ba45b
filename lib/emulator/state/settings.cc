#include "emulator/state/settings.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "emulator/limits.h"
#include "emulator/state/schema.h"
#include "webhook/catalogue.h"

namespace streamctl::emulator {

namespace {

constexpr const char* call_defaults_text = R"({
  "audio": {"access_request_enabled": true, "default_device": "speaker", "hifi_audio_enabled": false,
            "mic_default_on": false, "noise_cancellation": {"mode": "available"},
            "opus_dtx_enabled": true, "redundant_coding_enabled": true, "speaker_default_on": true},
  "backstage": {"enabled": false},
  "broadcasting": {"enabled": true,
    "hls": {"auto_on": false, "enabled": true, "quality_tracks": ["720p"],
            "layout": {"name": "spotlight", "external_app_url": "", "external_css_url": ""}},
    "rtmp": {"enabled": true, "quality": "720p",
             "layout": {"name": "spotlight", "external_app_url": "", "external_css_url": ""}}},
  "encryption": {"mode": "disabled"},
  "frame_recording": {"mode": "available", "capture_interval_in_seconds": 5, "quality": "720p"},
  "geofencing": {"names": []},
  "individual_recording": {"mode": "available"},
  "limits": {"max_participants_exclude_roles": []},
  "raw_recording": {"mode": "available"},
  "recording": {"audio_only": false, "mode": "available", "quality": "720p",
                "layout": {"name": "spotlight", "external_app_url": "", "external_css_url": ""}},
  "ring": {"auto_cancel_timeout_ms": 15000, "incoming_call_timeout_ms": 15000,
           "missed_call_timeout_ms": 60000},
  "screensharing": {"access_request_enabled": true, "enabled": true,
                    "target_resolution": {"width": 1920, "height": 1080, "bitrate": 3000000}},
  "session": {"inactivity_timeout_seconds": 30},
  "thumbnails": {"enabled": true},
  "transcription": {"closed_caption_mode": "available", "language": "auto", "mode": "available"},
  "video": {"access_request_enabled": true, "camera_default_on": false, "camera_facing": "front",
            "enabled": true,
            "target_resolution": {"width": 1280, "height": 720, "bitrate": 1500000}}
})";

/// What audio rooms and livestreams change. Source: Stream docs, "Call types".
constexpr const char* audio_room_text = R"({
  "backstage": {"enabled": true},
  "ring": {"auto_cancel_timeout_ms": 0, "incoming_call_timeout_ms": 0, "missed_call_timeout_ms": 0},
  "screensharing": {"access_request_enabled": false, "enabled": false},
  "video": {"access_request_enabled": false, "enabled": false}
})";
constexpr const char* livestream_text = R"({
  "backstage": {"enabled": true},
  "ring": {"auto_cancel_timeout_ms": 0, "incoming_call_timeout_ms": 0, "missed_call_timeout_ms": 0}
})";

/// Why a combination of settings makes no sense to Stream; empty if it does.
std::string conflict_of(const Json& settings, const Json& overrides) {
  const Json& recording = settings["recording"];
  const Json given = overrides.value("recording", Json());
  if (given.is_object() && text_at(given, "quality").empty() &&
      text_at(given, "mode") != "disabled" && recording["audio_only"] != true)
    return "recording quality is required when audio_only is false and recording is enabled";
  if (settings["video"]["enabled"] == false && settings["video"]["camera_default_on"] == true)
    return "Video is not enabled for this call";
  return "";
}

}  // namespace

Json default_settings(std::string_view call_type) {
  Json settings = Json::parse(call_defaults_text);
  if (call_type == "audio_room") merge_over(settings, Json::parse(audio_room_text));
  if (call_type == "livestream") merge_over(settings, Json::parse(livestream_text));
  return settings;
}

Result<void, Failure> merge_settings(Json& settings, const Json& overrides) {
  const Json& fields = webhook::fields_of_schema("CallSettingsResponse");
  Json merged = settings;
  merge_over(merged, only_known(overrides, fields));
  if (const std::string conflict = conflict_of(merged, overrides); !conflict.empty())
    return bad_input(conflict);
  if (auto wrong = schema_mismatch(merged, fields, "settings_override")) return bad_input(*wrong);
  if (json_line(merged).size() > settings_bytes_max)
    return bad_input("settings_override is too large");
  settings = std::move(merged);
  return {};
}

}  // namespace streamctl::emulator
