// Gzip with a hard output limit, for bodies from the network.
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
  bool has_tail = false;  ///< Corrupt because bytes after a complete member begin no other.
};

/// Inflates gzip as gzip(1), node and Python do: one or more concatenated members, optionally
/// followed by zero bytes. Never holds more than `bytes_max` + 1 bytes of output. `corrupt`: not
/// gzip, truncated, a wrong checksum, or other bytes after a member.
Gunzipped gunzip(std::string_view bytes, std::uint64_t bytes_max);

/// Incremental gunzip(), for input of any length. Not thread-safe.
class Gunzipper {
 public:
  Gunzipper();
  Gunzipper(Gunzipper&&) noexcept;
  Gunzipper& operator=(Gunzipper&&) noexcept;
  Gunzipper(const Gunzipper&) = delete;
  Gunzipper& operator=(const Gunzipper&) = delete;
  ~Gunzipper();

  /// Consumes bytes from the front of `input`, writes at most `room` bytes to `place` and returns
  /// the number written. Fewer than `room` means that all of `input` was consumed, or it is
  /// corrupt.
  std::size_t read(std::string_view& input, char* place, std::size_t room);
  [[nodiscard]] bool is_corrupt() const { return corrupt_; }
  /// Whether it is corrupt because bytes after a complete member begin no other.
  [[nodiscard]] bool has_tail() const { return has_tail_; }
  /// Whether the input may end here: neither within a member nor before the first.
  [[nodiscard]] bool is_whole() const { return is_whole_ && any_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool corrupt_ = false;
  bool has_tail_ = false;
  bool is_whole_ = true;
  bool any_ = false;  ///< A member has ended.
};

/// Compresses to one gzip member, without name or time: equal input gives equal output.
std::string gzip(std::string_view bytes);

/// Reusable gzip(): keeps the 250 KB compression state, which costs more to set up than a small
/// body costs to compress. Not thread-safe.
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
  std::unique_ptr<State> state_;  ///< Created on first use.
};

}  // namespace streamctl::net
