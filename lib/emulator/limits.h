// What the emulator holds at most, and how long it waits: every bound of it, by name.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace streamctl::emulator {

constexpr std::size_t users_max = 100'000;
constexpr std::size_t calls_max = 10'000;
constexpr std::size_t members_max = 2'000;   ///< Of one call.
constexpr std::size_t devices_max = 25;      ///< Of one user.
constexpr std::size_t recordings_max = 100;  ///< Kept of one call; so transcriptions.
constexpr std::size_t event_hooks_max = 32;
constexpr std::size_t connections_max = 4'000;
constexpr std::size_t watched_calls_max = 10'000;    ///< By one connection.
constexpr std::size_t watches_max = 1'000'000;       ///< Of calls by connections, all together.
constexpr std::size_t users_in_request_max = 100;    ///< Source: Stream docs, user upserts.
constexpr std::size_t members_in_request_max = 100;  ///< Source: GetStream/protocol, CallRequest.
constexpr std::size_t id_bytes_max = 255;
constexpr std::size_t name_bytes_max = 4096;
constexpr std::size_t custom_bytes_max = 16 * 1024;  ///< Of a user, a call or a member, serialised.
/// Source: Stream docs, custom events: "the total payload is limited to 5KB".
constexpr std::size_t custom_event_bytes_max = 5 * 1024;
constexpr std::size_t app_bytes_max = 256 * 1024;      ///< The app's settings, serialised.
constexpr std::size_t settings_bytes_max = 32 * 1024;  ///< Of one call, serialised.
constexpr std::size_t filter_depth_max = 16;
constexpr std::size_t filter_conditions_max = 1'000;  ///< Of one query, groups included.
constexpr std::size_t query_work_max = 5'000'000;     ///< Of one query, in units of Work.
constexpr std::size_t answer_work_max = 1'000'000;    ///< Of the calls of one answer, likewise.
constexpr std::size_t filter_values_max = 1'000;      ///< Of one $in.
constexpr std::size_t sort_fields_max = 10;
constexpr std::int64_t page_size_usual = 25;
constexpr std::int64_t page_size_max = 100;
constexpr std::size_t journal_entries_max = 1'000;
constexpr std::size_t tokens_remembered_max = 100'000;

/// What Stream makes from a recording, a transcription or a frame is ready so long after.
constexpr std::chrono::milliseconds ready_after{500};
/// Requests an endpoint takes in a minute, as the rate-limit header fields tell. Never enforced.
constexpr std::int64_t requests_a_minute = 10'000;

}  // namespace streamctl::emulator
