#include "commands/send_event/line_reader.h"

#include <array>
#include <utility>

#include "capture/line_values.h"
#include "core/foreign_form.h"

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
  const bool closed = lines_.closed();  // Read first: everything pushed before is seen below.
  ahead_ = lines_.pop_for(std::chrono::nanoseconds{0});
  return closed && !ahead_;
}

/// Emits each value of a line; false once the consumer has gone.
bool InputLines::push(InputLine line) {
  const auto values = capture::values_in(line.text);
  for (const std::string_view value : values) {
    if (!lines_.push({line.number, std::string(value), false})) return false;
    came_();
  }
  if (!values.empty()) return true;
  const bool is_wanted = lines_.push(std::move(line));
  came_();
  return is_wanted;
}

/// Emits whole lines from the front of `held`; false once the consumer has gone.
bool InputLines::take_lines(std::string& held, std::uint64_t& number, bool& skips) {
  std::size_t begin = 0;
  for (auto end = held.find('\n'); end != std::string::npos; end = held.find('\n', begin)) {
    InputLine line{number++, held.substr(begin, end - begin), skips};
    if (skips || line.text.size() > line_bytes_max) line = {line.number, "", true};
    if (line.text.ends_with('\r')) line.text.pop_back();
    begin = end + 1;
    skips = false;
    if (!push(std::move(line))) return false;
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
    if (count < 0) failure_ = net::read_failure_text(static_cast<int>(-count));
    if (count <= 0) {
      if (skips) held.clear();  // The rest of an overlong line.
      // If the input is truncated, so is its last line.
      if (failure_.empty() && (!held.empty() || skips)) push({number, std::move(held), skips});
      break;
    }
    held.append(chunk.data(), static_cast<std::size_t>(count));
    if (number == 1 && !skips) {
      if (const auto form = foreign_form(held)) {
        failure_ = "it " + form->sentence();
        break;
      }
      if (held.starts_with(byte_order_mark)) held.erase(0, byte_order_mark.size());
    }
    if (!take_lines(held, number, skips)) break;
  }
  lines_.close();
  came_();
}

}  // namespace streamctl::cli
