// The records of deliveries that the user selected, to be sent again.
#pragma once

#include <cstdint>
#include <vector>

#include "capture/record.h"
#include "core/result.h"
#include "inspector/store.h"

namespace streamctl::inspector {

/// In the order of `seqs`. One whose signature alone was wrong is an event all the same; others
/// that were refused can only be sent verbatim. Kind usage: none, too many, or one that is not
/// kept.
Result<std::vector<capture::Record>> selected_records(const Store& store,
                                                      const std::vector<std::uint64_t>& seqs,
                                                      bool is_verbatim);

}  // namespace streamctl::inspector
