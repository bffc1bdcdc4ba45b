// The bounds of the emulator's state and requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace streamctl::emulator {

constexpr std::size_t users_max = 100'000;
constexpr std::size_t calls_max = 10'000;
constexpr std::size_t members_max = 2'000;  ///< Per call.
constexpr std::size_t devices_max = 25;     ///< Per user.
constexpr std::size_t recordings_max =
    100;  ///< Finished ones kept per call; also of transcriptions.
constexpr std::size_t past_sessions_max = 10;    ///< Kept per call, for statistics.
constexpr std::size_t visits_max = 500;          ///< Per session.
constexpr std::size_t feedback_max = 100;        ///< Per session.
constexpr std::size_t participants_max = 5'000;  ///< Per session.
constexpr std::size_t call_types_max = 100;
constexpr std::size_t blocked_users_max = 1'000;  ///< Per user.
constexpr std::size_t records_max = 1'000;        ///< Of each kind; see Records.
constexpr std::size_t files_max = 1'000;          ///< Uploaded ones.
constexpr std::size_t record_bytes_max = 64 * 1024;
constexpr std::size_t presence_max = 1'000;  ///< Users whose presence a connection follows.
constexpr std::size_t event_hooks_max = 32;
constexpr std::size_t connections_max = 4'000;
constexpr std::size_t watched_calls_max = 10'000;    ///< Per connection.
constexpr std::size_t watches_max = 1'000'000;       ///< Sum over all connections.
constexpr std::size_t users_in_request_max = 100;    ///< Source: Stream docs, user upserts.
constexpr std::size_t members_in_request_max = 100;  ///< Source: GetStream/protocol, CallRequest.
constexpr std::size_t id_bytes_max = 255;
constexpr std::size_t name_bytes_max = 4096;
constexpr std::size_t custom_bytes_max = 16 * 1024;  ///< Per user, call or member, serialised.
/// Source: Stream docs, custom events: "the total payload is limited to 5KB".
constexpr std::size_t custom_event_bytes_max = 5 * 1024;
constexpr std::size_t app_bytes_max = 256 * 1024;      ///< Of the app's settings, serialised.
constexpr std::size_t settings_bytes_max = 32 * 1024;  ///< Per call, serialised.
constexpr std::size_t filter_depth_max = 16;
constexpr std::size_t filter_conditions_max = 1'000;  ///< Per query, groups included.
constexpr std::size_t query_units_max = 5'000'000;    ///< Per query; see QueryBudget.
constexpr std::size_t answer_units_max = 1'000'000;  ///< Per answer of QueryCalls; see QueryBudget.
constexpr std::size_t filter_values_max = 1'000;     ///< Per $in.
constexpr std::int64_t page_size_default = 25;
constexpr std::int64_t page_size_max = 100;
constexpr std::size_t journal_entries_max = 1'000;
constexpr std::size_t tokens_remembered_max = 100'000;

/// A longer `max_duration_seconds` counts as this.
constexpr std::int64_t duration_seconds_max = std::int64_t{365} * 24 * 3600;
/// Delay until the file of a recording, a transcription or a frame is ready.
constexpr std::chrono::milliseconds ready_after{500};
/// The limit per operation in the rate-limit header fields. Never enforced.
constexpr std::int64_t requests_per_minute = 10'000;

}  // namespace streamctl::emulator
