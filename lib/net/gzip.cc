#include "net/gzip.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <zlib.h>

namespace streamctl::net {
namespace {

constexpr int gzip_only = 15 + 16;  // The largest window, and a gzip wrapper required.
constexpr int memory_level = 8;     // zlib's default.
constexpr std::size_t first_output_bytes = 4096;

/// Returns the longest prefix of `bytes` that zlib can take: its counters are 32 bits wide.
void feed(z_stream& stream, std::string_view& bytes) {
  const auto piece =
      static_cast<uInt>(std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = piece;
  bytes.remove_prefix(piece);
}

/// Grows `output`, of which `used` bytes are in use: doubles it, up to `cap`.
void grow(std::string& output, std::size_t used, std::size_t cap) {
  if (used < output.size()) return;
  const std::size_t doubled = used > cap / 2 ? cap : std::max(first_output_bytes, used * 2);
  std::string larger;
  larger.reserve(
      std::min(doubled, cap));  // Exact: a string's own growth would double past the cap.
  larger.append(output, 0, used);
  larger.resize(std::min(doubled, cap));
  output = std::move(larger);
}

}  // namespace

bool is_gzip(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

struct Gunzipper::State {
  State() { ready = inflateInit2(&stream, gzip_only) == Z_OK; }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (ready) inflateEnd(&stream);
  }
  z_stream stream{};
  bool ready = false;
};

Gunzipper::Gunzipper() : state_(std::make_unique<State>()) {
  corrupt_ = !state_->ready;
}
Gunzipper::Gunzipper(Gunzipper&&) noexcept = default;
Gunzipper& Gunzipper::operator=(Gunzipper&&) noexcept = default;
Gunzipper::~Gunzipper() = default;

std::size_t Gunzipper::read(std::string_view& input, char* place, std::size_t room) {
  constexpr std::size_t most = std::numeric_limits<uInt>::max();  // zlib counts in 32 bits.
  z_stream& stream = state_->stream;
  std::size_t written = 0;
  while (!corrupt_ && written < room) {
    if (is_whole_) {
      if (any_) input.remove_prefix(std::min(input.find_first_not_of('\0'), input.size()));
      if (input.empty()) break;
      is_whole_ = false;
      corrupt_ = has_tail_ = any_ && input.front() != '\x1f';
      if (corrupt_) break;
    }
    const auto offered = static_cast<uInt>(std::min(input.size(), most));
    const auto free = static_cast<uInt>(std::min(room - written, most));
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(input.data()));
    stream.avail_in = offered;
    stream.next_out = reinterpret_cast<Bytef*>(place + written);
    stream.avail_out = free;
    const int status = inflate(&stream, Z_NO_FLUSH);
    input.remove_prefix(offered - stream.avail_in);
    written += free - stream.avail_out;
    if (status == Z_STREAM_END) {
      is_whole_ = any_ = true;
      corrupt_ = inflateReset(&stream) != Z_OK;
    } else if (status == Z_BUF_ERROR && input.empty()) {
      break;
    } else if (status != Z_OK) {
      corrupt_ = true;
    }
  }
  return written;
}

Gunzipped gunzip(std::string_view bytes, std::uint64_t bytes_max) {
  // One byte beyond the limit distinguishes "exactly at the limit" from "too large".
  const std::uint64_t size_max = std::string().max_size() - 1;
  const auto cap = static_cast<std::size_t>(std::min(bytes_max, size_max) + 1);
  Gunzipper gunzipper;
  std::string output;
  std::size_t used = 0;
  while (true) {
    grow(output, used, cap);
    const std::size_t count = gunzipper.read(bytes, output.data() + used, output.size() - used);
    used += count;
    if (used > bytes_max) return {{}, GunzipFailure::too_large};
    if (gunzipper.is_corrupt() || (count == 0 && !gunzipper.is_whole()))
      return {{}, GunzipFailure::corrupt, gunzipper.has_tail()};
    if (count == 0) break;
  }
  output.resize(used);
  return {std::move(output), std::nullopt};
}

struct Gzipper::State {
  State() {
    ready = deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_only, memory_level,
                         Z_DEFAULT_STRATEGY) == Z_OK;
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (ready) deflateEnd(&stream);
  }
  z_stream stream{};
  bool ready = false;
};

Gzipper::Gzipper() = default;
Gzipper::Gzipper(Gzipper&&) noexcept = default;
Gzipper& Gzipper::operator=(Gzipper&&) noexcept = default;
Gzipper::~Gzipper() = default;

std::string gzip(std::string_view bytes) {
  return Gzipper().gzip(bytes);
}

std::string Gzipper::gzip(std::string_view bytes) {
  if (state_ == nullptr) state_ = std::make_unique<State>();
  std::string output;
  z_stream& stream = state_->stream;
  if (!state_->ready || deflateReset(&stream) != Z_OK) return output;
  std::array<char, 16384> piece{};
  int status = Z_OK;
  while (status != Z_STREAM_END) {
    if (stream.avail_in == 0) feed(stream, bytes);
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    status = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
    output.append(piece.data(), piece.size() - stream.avail_out);
  }
  return output;
}

}  // namespace streamctl::net
