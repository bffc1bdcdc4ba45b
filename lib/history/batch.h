// Deliveries on their way into the history, packed into one piece of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "capture/forwarded.h"
#include "capture/record.h"
#include "history/entry.h"

namespace streamctl::history {

/// A larger delivery is not kept.
constexpr std::uint64_t entry_bytes_max = 8 * 1024 * 1024;

/// What came of a delivery: the members of Entry beside the record.
struct Fate {
  unsigned status = 0;
  std::string_view note;
  std::span<const capture::Forwarded> answers;
  const Place* place = nullptr;
};

/// A delivery as the database keeps it.
struct Row {
  std::int64_t received_at = 0;  ///< Microseconds since 1970.
  int attempt = 1;
  unsigned status = 0;
  std::string_view webhook_id;
  std::string_view type;
  std::string_view call_cid;
  std::string_view note;
  std::string_view line;  ///< Of a capture; empty where the capture at `file` has it.
  std::string_view file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::vector<capture::Forwarded> answers;
};

/// Thousands of deliveries wait while the recorder writes others: as objects they would push
/// everything else out of the processor's cache.
class Batch {
 public:
  /// False, and nothing is added, where it is too large.
  bool add(const capture::Record& record, const Fate& fate);
  void append(const Batch& later);
  void drop_first();
  /// Keeps memory that it will need again.
  void clear();

  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t bytes() const { return packed_.size() - first_; }

  /// Reads the deliveries in their order.
  class Reader {
   public:
    explicit Reader(const Batch& batch)
        : rest_(std::string_view(batch.packed_).substr(batch.first_)) {}
    /// False after the last. The row is valid until the next call, or until the batch changes.
    bool next(Row& row);

   private:
    std::string_view rest_;
  };

 private:
  std::string packed_;
  std::size_t first_ = 0;  ///< Where the first delivery begins.
  std::size_t count_ = 0;
};

}  // namespace streamctl::history
