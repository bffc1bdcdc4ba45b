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
  bool has_tail = false;  ///< Corrupt by bytes behind a whole member that begin no other.
};

/// Inflates gzip as gzip(1), node and Python do: one member or several, one behind the other, with
/// zero bytes behind them. Never holds more than `bytes_max` + 1 bytes of output. `corrupt`: not
/// gzip, truncated, a wrong checksum, or other bytes behind a member.
Gunzipped gunzip(std::string_view bytes, std::uint64_t bytes_max);

/// gunzip() piece by piece, for input of any length. For one thread at a time.
class Gunzipper {
 public:
  Gunzipper();
  Gunzipper(Gunzipper&&) noexcept;
  Gunzipper& operator=(Gunzipper&&) noexcept;
  Gunzipper(const Gunzipper&) = delete;
  Gunzipper& operator=(const Gunzipper&) = delete;
  ~Gunzipper();

  /// Takes bytes off the front of `input` and writes at most `room` to `place`; how many. Fewer
  /// than `room`: all of `input` is used, or it is corrupt.
  std::size_t read(std::string_view& input, char* place, std::size_t room);
  [[nodiscard]] bool is_corrupt() const { return corrupt_; }
  /// Whether it is corrupt by bytes behind a whole member that begin no other.
  [[nodiscard]] bool has_tail() const { return has_tail_; }
  /// Whether the input may end here: not within a member, nor before the first.
  [[nodiscard]] bool is_whole() const { return is_whole_ && any_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool corrupt_ = false;
  bool has_tail_ = false;
  bool is_whole_ = true;
  bool any_ = false;  ///< A member has ended.
};

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
