// Records deliveries in a capture, a batch at a time, and reports when that fails.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "capture/writer.h"
#include "core/result.h"
#include "history/entry.h"

namespace streamctl::listener {

class Recording {
 public:
  /// `writer` must outlive this. `consequence` is what a failure means to deliveries: "deliveries
  /// are answered 503 until it works again"; may be empty.
  Recording(capture::Writer& writer, std::string consequence)
      : writer_(writer),
        consequence_(std::move(consequence)),
        path_(std::make_shared<const std::string>(std::filesystem::absolute(writer.path()))) {}

  /// Adds to the batch.
  capture::LinePlace add(const capture::Record& record) { return writer_.add(record); }
  void add(const capture::Forwarded& forwarded) { writer_.add(forwarded); }
  [[nodiscard]] bool pending() const { return writer_.pending(); }
  [[nodiscard]] std::size_t pending_bytes() const { return writer_.pending_bytes(); }
  /// Writes the batch. After an error none of it is recorded. Kind internal.
  Result<void> commit();
  /// After commit(): where a line of its batch is; nothing where that has no place, as in a pipe.
  [[nodiscard]] std::optional<history::Place> place_of(const capture::LinePlace& line) const;
  /// After commit(): calls `trouble` where the file was moved, where recording begins to fail, and
  /// where it works again. Apart from commit(), so that deliveries are answered first.
  void report(const std::function<void(const std::string&)>& trouble);

  /// Why a batch was not recorded, the first time.
  [[nodiscard]] const std::optional<Error>& first_failure() const { return first_failure_; }

 private:
  capture::Writer& writer_;
  std::string consequence_;
  const std::shared_ptr<const std::string> path_;  ///< Absolute.
  std::optional<Error> failure_;                   ///< Of the latest commit().
  bool is_reported_ = false;                       ///< That it fails.
  std::optional<Error> first_failure_;
};

}  // namespace streamctl::listener
