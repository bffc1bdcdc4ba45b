#include "secret_text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "core/file.h"
#include "core/text.h"
#include "crypto/other_key.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t secret_bytes_max = 64 * 1024;
constexpr const char* option = "--api-secret-file";

struct Stray {
  std::string_view bytes;
  const char* name;
};

constexpr std::array<Stray, 9> strays{{{"\r\n", "a line end"},
                                       {"\r", "a carriage return"},
                                       {"\n", "a newline"},
                                       {" ", "a space"},
                                       {"\t", "a tab"},
                                       {"\xEF\xBB\xBF", "a byte order mark"},
                                       {"\xC2\xA0", "a non-breaking space"},
                                       {"\xE2\x80\x8B", "a zero-width space"},
                                       {"\"", "a quote"}}};

bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 || value == 0x7f;
}

/// Whether a directory stands before the last slash: then it is a path, and no secret.
bool is_surely_a_path(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return false;
  struct stat status {};
  return ::stat(path.substr(0, slash + 1).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// What containers mount secrets as: nobody may write it, so nobody can mend its mode either.
bool is_mounted(const std::string& path, const struct stat& status) {
  struct statvfs volume {};
  return (status.st_mode & 0200U) == 0 ||
         (::statvfs(path.c_str(), &volume) == 0 && (volume.f_flag & ST_RDONLY) != 0);
}

std::string warning_about(const std::string& path) {
  struct stat status {};
  if (path == "-" || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
      (status.st_mode & 044U) == 0 || is_mounted(path, status))
    return "";
  return std::string(option) + ": " + path + " can be read by others; chmod 600 " + path;
}

}  // namespace

std::string clinging_to(std::string_view value) {
  const auto is_in = [&](char quote) {
    return value.size() > 1 && value.front() == quote && value.back() == quote;
  };
  if (is_in('"') || is_in('\'')) return "stands in quotes";
  for (const Stray& stray : strays)
    if (value.ends_with(stray.bytes)) return std::string("ends with ") + stray.name;
  for (const Stray& stray : strays)
    if (value.starts_with(stray.bytes)) return std::string("begins with ") + stray.name;
  if (!value.empty() && (value.front() == '\'' || value.back() == '\''))
    return value.front() == '\'' ? "begins with a quote" : "ends with a quote";
  return std::any_of(value.begin(), value.end(), is_control) ? "holds a control character" : "";
}

Result<SecretFile> read_secret_file(const std::string& path) {
  if (path != "-" && ::access(path.c_str(), R_OK) != 0 && !is_surely_a_path(path)) {
    return config_error(
        std::string(option) + ": cannot open the file: " + std::generic_category().message(errno),
        "it takes the name of a file that holds the secret; the secret itself goes into "
        "STREAM_API_SECRET");
  }
  auto text = read_file(path, secret_bytes_max);
  if (!text) return std::move(text).error().in(option);
  const std::string name = path == "-" ? "standard input" : path;
  if (text->find('\0') != std::string::npos)
    return config_error(std::string(option) + ": " + name + " is no plain text; is it UTF-16?",
                        "write it as UTF-8: PowerShell's > does not");
  const std::string_view secret = crypto::unwrapped(*text);
  if (secret.empty()) return config_error(std::string(option) + ": " + name + " is empty");
  if (secret.find_first_of("\r\n") != std::string_view::npos) {
    const auto lines = std::count(secret.begin(), secret.end(), '\n') + 1;
    return config_error(std::string(option) + ": " + name + " has " +
                            std::to_string(std::max<std::ptrdiff_t>(lines, 2)) +
                            " lines, and a secret is one",
                        "put the secret alone into the file");
  }
  return SecretFile{Secret(std::string(secret)), warning_about(path)};
}

}  // namespace streamctl::cli
