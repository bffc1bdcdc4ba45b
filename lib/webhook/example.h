// Complete, believable events of any type in the catalogue.
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
/// Stream's own fixtures carry whole nanoseconds since the epoch. Readers take both.
enum class Timestamps { rfc3339, nanoseconds };

/// The event of `type` that `story` tells now: every required field at every depth, ids and times
/// that agree. The type is one of the catalogue (a precondition).
Json told_event(const Story& story, std::string_view type, Timestamps timestamps);

struct ExampleOptions {
  std::string call_cid = "default:standup";
  std::string user_id;  ///< Who acts; empty: one of our own.
  WallTime now;
  Timestamps timestamps = Timestamps::rfc3339;
};

/// One event, as a call in full swing would bring it. The same options and seed give the same
/// bytes. Kind usage for an unknown type (with the nearest as the hint) or a bad call.
Result<Json> example(std::string_view type, const ExampleOptions& options, Random& random);

/// `time` as events carry it.
Json time_json(WallTime time, Timestamps timestamps);

}  // namespace streamctl::webhook
