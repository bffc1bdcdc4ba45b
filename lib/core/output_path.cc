#include "core/output_path.h"

#include <cerrno>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace streamctl {
namespace {

/// The errno of the obstacle, or 0.
int obstacle(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return EISDIR;
    return ::access(path.c_str(), W_OK) == 0 ? 0 : errno;
  }
  if (errno != ENOENT) return errno;
  if (path.ends_with('/')) return EISDIR;
  const std::filesystem::path name(path);
  std::error_code error;
  // For a dangling symbolic link, check the folder of its target.
  if (const auto target = std::filesystem::read_symlink(name, error); !error)
    return obstacle(name.parent_path() / target);
  const std::string folder = name.has_parent_path() ? name.parent_path().string() : ".";
  if (::stat(folder.c_str(), &status) != 0) return errno;
  if (!S_ISDIR(status.st_mode)) return ENOTDIR;
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

}  // namespace

Result<void> check_writable(const std::string& path) {
  const int number = obstacle(path);
  if (number == 0) return {};
  Error error =
      system_error("cannot write " + path, number, number == ENOENT ? "make its folder first" : "");
  error.kind = ErrorKind::config;
  return error;
}

}  // namespace streamctl
