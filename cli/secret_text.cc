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
#include <vector>

#include "core/file.h"
#include "core/text.h"
#include "crypto/other_key.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t secret_bytes_max = 64 * 1024;
constexpr const char* option = "--api-secret-file";

/// Bytes that no Stream secret contains: it consists of letters and digits.
struct Stray {
  std::string_view bytes;
  const char* name;
  bool is_edge = true;  ///< Reported at an end too, not only inside.
};

constexpr const char* typographic = "a typographic quote";

/// Longer entries precede those that are their prefixes.
constexpr std::array<Stray, 22> strays{{{"\r\n", "a line end"},
                                        {"\r", "a carriage return"},
                                        {"\n", "a newline"},
                                        {" ", "a space"},
                                        {"\t", "a tab"},
                                        {"\xEF\xBB\xBF", "a byte order mark"},
                                        {"\xC2\xA0", "a non-breaking space"},
                                        {"\xE2\x80\x8B", "a zero-width space"},
                                        {"\"", "a quote"},
                                        {"'", "a quote"},
                                        {"`", "a backtick"},
                                        {"\xE2\x80\x98", typographic},
                                        {"\xE2\x80\x99", typographic},
                                        {"\xE2\x80\x9C", typographic},
                                        {"\xE2\x80\x9D", typographic},
                                        {"\xE2\x80\x9E", typographic},
                                        {"=", "an equals sign", false},
                                        {"{", "a brace", false},
                                        {"$", "a dollar sign", false},
                                        {"\\", "a backslash", false},
                                        {";", "a semicolon"},
                                        {",", "a comma"}}};

void add_once(std::vector<std::string>& list, const std::string& one) {
  if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
}

/// "a", "a and b", "a, b and c".
std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (std::size_t at = 0; at < list.size(); ++at)
    text += (at == 0 ? "" : at + 1 == list.size() ? " and " : ", ") + list[at];
  return text;
}

/// Strips one stray from the ends of `value` and returns its name; empty if both ends are clean.
std::string take_off(std::string_view& value) {
  constexpr std::string_view quotes = "\"'`";
  if (value.size() > 1 && value.front() == value.back() &&
      quotes.find(value.front()) != std::string_view::npos) {
    const bool is_backtick = value.front() == '`';
    value = value.substr(1, value.size() - 2);
    return is_backtick ? "stands in backticks" : "stands in quotes";
  }
  for (const Stray& stray : strays) {
    if (!stray.is_edge || !value.ends_with(stray.bytes)) continue;
    value.remove_suffix(stray.bytes.size());
    return std::string("ends with ") + stray.name;
  }
  for (const Stray& stray : strays) {
    if (!stray.is_edge || !value.starts_with(stray.bytes)) continue;
    value.remove_prefix(stray.bytes.size());
    return std::string("begins with ") + stray.name;
  }
  return "";
}

/// The names of the strays inside `value`. Base64 padding does not count.
std::vector<std::string> held_by(std::string_view value) {
  value = value.substr(0, value.find_last_not_of('=') + 1);
  std::vector<std::string> names;
  while (!value.empty()) {
    const auto* found = std::find_if(strays.begin(), strays.end(), [&](const Stray& stray) {
      return stray.bytes != "," && value.starts_with(stray.bytes);
    });
    if (found != strays.end())
      add_once(names, found->name);
    else if (is_control(value.front()))
      add_once(names, "a control character");
    value.remove_prefix(found == strays.end() ? 1 : found->bytes.size());
  }
  return names;
}

/// Whether a directory precedes the last slash: then it is a path, not a secret.
bool is_surely_a_path(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return false;
  struct stat status {};
  return ::stat(path.substr(0, slash + 1).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Containers mount secrets like this: the file is read-only, so its mode cannot be fixed.
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
  std::vector<std::string> phrases;
  for (std::string one = take_off(value); !one.empty(); one = take_off(value))
    add_once(phrases, one);
  if (const auto names = held_by(value); !names.empty())
    phrases.push_back("holds " + joined(names));
  return joined(phrases);
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
