// Complete, realistic events of any type in the catalogue.
#pragma once

#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/json.h"
#include "core/random.h"
#include "core/result.h"
#include "webhook/story.h"

namespace streamctl::webhook {

/// How times are written. Live webhooks carry RFC 3339 strings with up to nine fraction digits;
/// Stream's own fixtures carry whole nanoseconds since the epoch. Readers accept both.
enum class Timestamps { rfc3339, nanoseconds };

/// Builds the event of `type` for the current state of `story`: every required field at every
/// depth, consistent ids and times. Precondition: the type is in the catalogue.
Json event_in(const Story& story, std::string_view type, Timestamps timestamps);

struct ExampleOptions {
  std::string call_cid = "default:standup";
  std::string user_id;  ///< The acting user; empty: a built-in one.
  WallTime now;
  Timestamps timestamps = Timestamps::rfc3339;
};

/// One event, as from an active call. The same options and seed give the same bytes. Kind usage for
/// an unknown type (with the nearest as the hint) or a bad call.
Result<Json> example(std::string_view type, const ExampleOptions& options, Random& random);

/// `time` in the form used in events.
Json time_json(WallTime time, Timestamps timestamps);

}  // namespace streamctl::webhook
