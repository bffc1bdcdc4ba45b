#include "input_lines.h"

#include <array>
#include <utility>

namespace streamctl::cli {

namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

}  // namespace

InputLines::InputLines(FileDescriptor input, std::function<void()> came)
    : input_(std::move(input)), came_(std::move(came)), thread_([this] { read(); }) {}

InputLines::~InputLines() {
  input_.stop();
  lines_.close();
}

std::optional<InputLine> InputLines::next() {
  if (ahead_) return std::exchange(ahead_, std::nullopt);
  return lines_.pop_for(std::chrono::nanoseconds{0});
}

bool InputLines::at_end() {
  if (ahead_) return false;
  const bool closed = lines_.closed();  // Asked first: what was pushed before is seen below.
  ahead_ = lines_.pop_for(std::chrono::nanoseconds{0});
  return closed && !ahead_;
}

/// Takes whole lines off the front of `held`; false once nobody wants them.
bool InputLines::take_lines(std::string& held, std::uint64_t& number, bool& skips) {
  std::size_t begin = 0;
  for (auto end = held.find('\n'); end != std::string::npos; end = held.find('\n', begin)) {
    InputLine line{number++, held.substr(begin, end - begin), skips};
    if (skips || line.text.size() > line_bytes_max) line = {line.number, "", true};
    if (line.text.ends_with('\r')) line.text.pop_back();
    begin = end + 1;
    skips = false;
    if (!lines_.push(std::move(line))) return false;
    came_();
  }
  held.erase(0, begin);
  if (held.size() > line_bytes_max) {
    held.clear();
    skips = true;
  }
  return true;
}

void InputLines::read() {
  std::string held;
  std::uint64_t number = 1;
  bool skips = false;
  std::array<char, chunk_bytes> chunk{};
  while (true) {
    const ssize_t count = input_.read(chunk.data(), chunk.size());
    if (count < 0) failure_ = static_cast<int>(-count);
    if (count <= 0) {
      if (skips) held.clear();  // The rest of a line that was too long.
      if (!held.empty() || skips) lines_.push({number, std::move(held), skips});
      break;
    }
    held.append(chunk.data(), static_cast<std::size_t>(count));
    if (!take_lines(held, number, skips)) break;
  }
  lines_.close();
  came_();
}

}  // namespace streamctl::cli
