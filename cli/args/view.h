// The options that choose how much is shown of each event: listen and watch.
#pragma once

#include <cstdint>
#include <optional>

#include "render/events.h"

namespace streamctl::cli {

class Arguments;

struct ViewOptions {
  bool compact = false;
  bool full = false;
  std::optional<std::uint64_t> lines_max;
};

void declare_view(Arguments& arguments, ViewOptions& options);

EventView view_of(const ViewOptions& options);

}  // namespace streamctl::cli
