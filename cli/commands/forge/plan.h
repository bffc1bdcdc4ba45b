// The options of `forge`, and the plan derived from them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "args/event.h"
#include "context.h"
#include "core/result.h"
#include "delivery/envelope.h"
#include "webhook/example.h"
#include "webhook/forge_source.h"

namespace streamctl::cli {

class Arguments;

struct PlanOptions {
  std::vector<std::string> types;  ///< Catalogue names, or patterns.
  std::string scenario;            ///< A name or a file; empty: none.
  std::optional<double> speed;
  std::uint64_t count = 1;
  std::optional<std::uint64_t> seed;
  OverrideOptions overrides;
  bool gzip = false;
  webhook::Timestamps timestamps = webhook::Timestamps::rfc3339;
  delivery::Signing signing = delivery::Signing::valid;
};

void declare_plan(Arguments& arguments, PlanOptions& options);

/// Kind usage or config: neither types nor a scenario, or both; an unknown one, with the nearest as
/// the hint; or an unreadable file.
Result<webhook::ForgePlan> make_plan(const PlanOptions& options, Context& context);

/// Replaces each pattern (with `*`, `?` or `[`) by the webhook types it matches. Kind usage: a
/// pattern without a match.
Result<std::vector<std::string>> expand_types(const std::vector<std::string>& patterns);

}  // namespace streamctl::cli
