#include "capture/read_ahead.h"

#include <chrono>
#include <utility>

#include "capture/values.h"

namespace streamctl::capture {

ReadAhead::ReadAhead(FileDescriptor input, std::stop_token stop)
    : stop_(std::move(stop)), input_(std::move(input)) {}

ReadAhead::~ReadAhead() {
  stopper_.reset();
  input_.stop();
  filled_.close();
}

std::optional<std::string> ReadAhead::next() {
  if (!thread_.joinable()) {
    thread_ = std::jthread([this] { read(); });
    stopper_.emplace(stop_, [this] {
      input_.stop();
      filled_.close();
    });
  }
  auto chunk = filled_.pop();
  if (stopped()) return std::nullopt;
  return chunk;
}

std::uint64_t ReadAhead::raw_offset(std::uint64_t offset) const {
  const std::uint64_t bytes = bytes_;
  if (offset >= bytes) return input_.raw_bytes();
  const double share = static_cast<double>(offset) / static_cast<double>(bytes);
  return static_cast<std::uint64_t>(share * static_cast<double>(input_.raw_bytes()));
}

void ReadAhead::recycle(std::string chunk) {
  // A chunk that grew with a long value is freed.
  if (chunk.capacity() < room_bytes + 2 * chunk_bytes)
    static_cast<void>(empty_.try_push(std::move(chunk)));
}

void ReadAhead::read() {
  while (true) {
    std::string chunk = empty_.pop_for(std::chrono::nanoseconds{0}).value_or("");
    chunk.reserve(room_bytes + chunk_bytes + value_padding);
    chunk.resize(room_bytes + chunk_bytes);
    const ssize_t count = input_.read(chunk.data() + room_bytes, chunk_bytes);
    if (count < 0) failure_ = static_cast<int>(-count);
    if (count <= 0) break;
    bytes_ += static_cast<std::uint64_t>(count);
    chunk.resize(room_bytes + static_cast<std::size_t>(count));
    if (!filled_.push(std::move(chunk))) break;
  }
  filled_.close();
}

}  // namespace streamctl::capture
