#include "capture/repair.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "capture/append.h"
#include "capture/record.h"
#include "capture/values.h"
#include "core/file.h"
#include "core/json.h"
#include "core/json_reader.h"
#include "core/text.h"

namespace streamctl::capture {
namespace {

/// How the lines that `listen` and `watch` write begin, in a capture or with --output json.
constexpr std::array<std::string_view, 4> openings{R"({"kind":"event")", R"({"kind":"forwarded")",
                                                   R"({"kind":"listening")",
                                                   R"({"kind":"watching")"};
/// Bytes that distinguish such a line from other JSON, even in a file that contains nothing else.
constexpr std::size_t telling_bytes = std::string_view(R"({"kind":")").size();
/// Limit within which to look for a first line written by another program.
constexpr std::size_t first_line_bytes_max = 1024 * 1024;

Error config(Error error) {
  error.kind = ErrorKind::config;
  return error;
}

Error not_a_capture(const std::string& path) {
  return config_error(path + " is not a capture file", "name a new file, or a capture to add to");
}

Result<std::string> read_at(int fd, const std::string& path, std::uint64_t offset,
                            std::uint64_t count) {
  std::string bytes(static_cast<std::size_t>(count), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t read =
        ::pread(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) return config(system_error("cannot read " + path, read < 0 ? errno : EIO));
    done += static_cast<std::size_t>(read);
  }
  return bytes;
}

bool begins_like_ours(std::string_view text) {
  return std::any_of(openings.begin(), openings.end(),
                     [&](std::string_view one) { return text.starts_with(one); });
}

/// Whether `text` is the beginning of one of our lines, at least `least` bytes of it.
bool begins_to_be_ours(std::string_view text, std::size_t least) {
  return text.size() >= least &&
         std::any_of(openings.begin(), openings.end(),
                     [&](std::string_view one) { return one.starts_with(text); });
}

std::string_view without_zeros(std::string_view text) {
  const auto last = text.find_last_not_of('\0');
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

Result<bool> is_capture(int fd, const std::string& path, std::uint64_t size) {
  auto head = read_at(fd, path, 0, std::min<std::uint64_t>(size, first_line_bytes_max));
  if (!head) return std::move(head).error();
  const auto begin = head->find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return head->size() == size;
  const std::string_view text = std::string_view(*head).substr(begin);
  if (begins_like_ours(text) || begins_to_be_ours(without_zeros(text), telling_bytes)) return true;
  return parse_line(text.substr(0, text.find('\n'))).ok();  // In another order, as jq -S leaves it.
}

/// How to treat the bytes after the last newline.
struct Mending {
  bool is_ours = true;
  std::uint64_t cut = 0;
  bool lacks_newline = false;
};

Mending mending_of(std::string_view tail, bool has_lines) {
  const std::string_view text = without_zeros(tail);
  const std::uint64_t zeros = tail.size() - text.size();
  if (text.empty()) return {has_lines, zeros};
  if (trimmed(text).empty() || is_json(text) || parse_json(text)) return {true, zeros, true};
  const bool is_torn =
      begins_like_ours(text) || begins_to_be_ours(text, has_lines ? 1 : telling_bytes);
  return {is_torn, tail.size()};
}

/// Checks only the two ends of a last line too long to be read.
Result<Mending> mending_of_long(int fd, const std::string& path, std::uint64_t size,
                                std::uint64_t behind) {
  auto head = read_at(fd, path, size - behind, openings.back().size());
  if (!head) return std::move(head).error();
  auto last = read_at(fd, path, size - 1, 1);
  if (!last) return std::move(last).error();
  if (!begins_like_ours(*head)) return Mending{false};
  return *last == "}" ? Mending{true, 0, true} : Mending{true, behind};
}

}  // namespace

Result<std::uint64_t> repair_capture(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return config(system_error("cannot read " + path, errno));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size == 0) return std::uint64_t{0};
  auto capture = is_capture(fd, path, size);
  if (!capture) return std::move(capture).error();
  if (!*capture) return not_a_capture(path);
  auto behind = bytes_behind_last_line(fd, path);
  if (!behind) return std::move(behind).error();
  if (*behind == 0) return std::uint64_t{0};
  Mending mending;
  if (*behind <= value_bytes_max) {
    auto tail = read_at(fd, path, size - *behind, *behind);
    if (!tail) return std::move(tail).error();
    mending = mending_of(*tail, *behind < size);
  } else {
    auto seen = mending_of_long(fd, path, size, *behind);
    if (!seen) return std::move(seen).error();
    mending = *seen;
  }
  if (!mending.is_ours) return not_a_capture(path);
  if (mending.cut > 0 && !cut_back(fd, mending.cut))
    return config(system_error("cannot repair " + path, errno));
  if (mending.lacks_newline) {
    if (const int number = write_all(fd, "\n"); number != 0)
      return config(system_error("cannot write " + path, number));
  }
  return mending.cut;
}

}  // namespace streamctl::capture
