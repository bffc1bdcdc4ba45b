// What the history keeps of a delivery.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/forwarded.h"
#include "capture/record.h"

namespace streamctl::history {

/// The place of a record's line in a capture.
struct Place {
  std::shared_ptr<const std::string> file;  ///< An absolute path, shared by the places in it.
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  ///< With its newline.
};

/// A delivery, what was answered to it, and what its targets answered.
struct Entry {
  capture::Record record;
  unsigned status = 0;  ///< Our answer; 0: none.
  std::string note;     ///< Why, in words of ours; often empty.
  std::vector<capture::Forwarded> answers;
  /// Set where a capture has the record: the history then keeps neither its header fields nor its
  /// body, and `record` need not have them.
  std::optional<Place> place;
};

}  // namespace streamctl::history
