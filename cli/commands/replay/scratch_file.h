// A private temporary file with a text that the user edits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace streamctl::cli {

/// A file of mode 0600 in a directory of its own, of mode 0700, where editors keep their copies.
/// Removed with the directory at the end, unless keep() was called.
class ScratchFile {
 public:
  /// `directory`: where to make it. Kind config.
  static Result<ScratchFile> make(const std::string& directory, const std::string& name,
                                  std::string_view text);
  ScratchFile(ScratchFile&& other) noexcept;
  ScratchFile& operator=(ScratchFile&&) = delete;
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile();

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Whether an editor left the file as `text` says, or removed it, and no copy beside it.
  [[nodiscard]] bool is_as_made(std::string_view text) const;
  void keep() { directory_.clear(); }

 private:
  ScratchFile(std::string directory, const std::string& name);

  std::string directory_;  ///< Empty: nothing to remove.
  std::string path_;
};

}  // namespace streamctl::cli
