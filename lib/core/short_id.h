// Webhook and hook ids as people type them: whole, or their beginning.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace streamctl {

/// A beginning of an id that is at least this long names it, if no other id begins so.
inline constexpr std::size_t id_prefix_least = 6;

/// The ids that an error about an ambiguous beginning lists, at most.
inline constexpr std::size_t id_candidates_max = 5;

/// Whether `text` may stand for `id`: it is the id, or a beginning of it that is long enough.
bool may_name(std::string_view text, std::string_view id);

/// "several webhook ids begin with 3f2a01: …, … and more". Kind refused. Lists id_candidates_max of
/// `ids`, safe for a terminal.
Error ambiguous_webhook_id(std::string_view text, const std::vector<std::string>& ids);

}  // namespace streamctl
