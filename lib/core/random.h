// Injectable random numbers: a seed gives the same ids, times and choices on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace streamctl {

/// A generator (xoshiro256**, by Blackman and Vigna) whose sequence depends on the seed alone.
/// A value: copy it to branch the sequence. Not for keys or tokens.
class Random {
 public:
  explicit Random(std::uint64_t seed);
  /// Seeded by the operating system.
  static Random from_system();

  std::uint64_t next();
  /// Uniform in [0, bound); `bound` is at least 1.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high);
  /// True with probability `p`.
  bool chance(double p);
  /// "9f8b3c52-…": a version 4 UUID (RFC 9562).
  std::string uuid();
  /// `length` lower-case hexadecimal digits.
  std::string hex(std::size_t length);

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace streamctl
