#include "commands/replay/scratch_file.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>  // mkdtemp(), on macOS.
#include <utility>

#include "core/file.h"

namespace streamctl::cli {

ScratchFile::ScratchFile(std::string directory, const std::string& name)
    : directory_(std::move(directory)), path_(directory_ + "/" + name) {}

ScratchFile::ScratchFile(ScratchFile&& other) noexcept
    : directory_(std::exchange(other.directory_, {})), path_(std::move(other.path_)) {}

ScratchFile::~ScratchFile() {
  std::error_code ignored;
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

bool ScratchFile::is_as_made(std::string_view text) const {
  std::error_code failed;
  for (std::filesystem::directory_iterator one(directory_, failed), end; !failed && one != end;
       one.increment(failed)) {
    if (one->path() != path_) return false;
    const auto now = read_file(path_, text.size() + 1);
    if (!now || *now != text) return false;
  }
  return !failed;
}

Result<ScratchFile> ScratchFile::make(const std::string& directory, const std::string& name,
                                      std::string_view text) {
  std::string made = directory + "/streamctl-XXXXXX";
  if (::mkdtemp(made.data()) == nullptr) {
    Error error = system_error("cannot make a temporary file in " + directory, errno);
    error.kind = ErrorKind::config;
    error.hint = "TMPDIR names another directory";
    return error;
  }
  ScratchFile file(std::move(made), name);
  if (auto written = write_file(file.path(), text, 0600); !written)
    return std::move(written).error();
  return file;
}

}  // namespace streamctl::cli
