#include "commands/config/edit.h"

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <sys/stat.h>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "commands/config/toml_edit.h"
#include "config_file.h"
#include "core/file.h"
#include "core/json.h"
#include "core/text.h"
#include "error_report.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t config_bytes_max = 1024 * 1024;
constexpr unsigned owner_only = 0600;
constexpr mode_t others = 077;

/// Creates the missing folders above `path`, the innermost for its owner alone.
Result<void> make_folder(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (folder.empty() || std::filesystem::exists(folder, error)) return {};
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
  if (!error && ::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    error = {errno, std::generic_category()};
  if (!error) return {};
  return config_error("cannot create " + printable(folder.string()) + ": " + error.message());
}

/// The text of the file, empty if there is none. Others lose access to it.
Result<std::string> open_config(const std::string& path, Context& context) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (!exists && errno == ENOENT) return std::string();
  if (exists && !S_ISREG(status.st_mode))
    return config_error("cannot change the config file " + path + ": it is " +
                            (S_ISDIR(status.st_mode) ? "a directory" : "no regular file"),
                        "--config names a file");
  if (S_ISREG(status.st_mode) && (status.st_mode & others) != 0) {
    if (::chmod(path.c_str(), status.st_mode & 0700) != 0)
      return config_error("the config file " + path + " can be read by others",
                          "chmod 600 " + path);
    report_warning(context, "the config file could be read by others; now only by you");
  }
  return read_file(path, config_bytes_max);
}

}  // namespace

Result<std::string> require_config_path(const Settings& settings) {
  if (!settings.config_path.empty()) return settings.config_path;
  return config_error("there is no place for a config file: HOME is not set",
                      "pass --config FILE, or set HOME");
}

Result<void> change_config(const ConfigChange& change, Context& context) {
  const auto path = require_config_path(context.settings);
  if (!path) return path.error();
  auto text = open_config(*path, context);
  if (!text) return std::move(text).error();
  auto tables = parse_config(*text, *path);
  if (!tables) return std::move(tables).error();
  // There is nothing to unset.
  if (change.value.empty() && !(*tables)[change.profile].contains(change.key)) return {};
  auto edited = with_toml_value(*text, change.profile, change.key, change.value);
  if (!edited) return std::move(edited).error().in(*path);
  if (*edited == *text) return {};
  if (auto made = make_folder(*path); !made) return made;
  return write_file(*path, *edited, owner_only);
}

void report_change(const ConfigChange& change, const std::string& message, Context& context) {
  const std::string& path = context.settings.config_path;
  if (context.output == Output::json) {
    Json line{{"kind", "config_change"}, {"path", path}, {"key", change.key}};
    line["profile"] = change.profile.empty() ? Json(change.value) : Json(change.profile);
    context.out << json_line(line) << '\n';
  } else if (!context.quiet) {
    context.err << message << " in " << printable(path) << '\n';
  }
}

}  // namespace streamctl::cli
