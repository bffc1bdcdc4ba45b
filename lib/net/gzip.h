// Gzip with a hard limit, for bodies that came from the network.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace streamctl::net {

/// Whether `bytes` begin with the gzip magic 1f 8b.
bool is_gzip(std::string_view bytes);

enum class GunzipFailure { corrupt, too_large };

struct Gunzipped {
  std::string bytes;  ///< Empty after a failure.
  std::optional<GunzipFailure> failure;
};

/// Inflates one gzip member (several deflate blocks are fine). Never holds more than `bytes_max` +
/// 1 bytes of output. `corrupt`: not gzip, truncated, a wrong checksum, or bytes after the end of
/// the stream.
Gunzipped gunzip(std::string_view bytes, std::uint64_t bytes_max);

/// One gzip member, without name or time: the same bytes for the same input.
std::string gzip(std::string_view bytes);

/// gzip() for many: keeps the quarter of a megabyte that packing takes, which costs more to set up
/// than a small body costs to pack. For one thread at a time.
class Gzipper {
 public:
  Gzipper();
  Gzipper(Gzipper&&) noexcept;
  Gzipper& operator=(Gzipper&&) noexcept;
  Gzipper(const Gzipper&) = delete;
  Gzipper& operator=(const Gzipper&) = delete;
  ~Gzipper();

  std::string gzip(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;  ///< Set up by the first.
};

}  // namespace streamctl::net
