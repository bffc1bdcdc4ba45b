#include "core/random.h"

#include <bit>
#include <cassert>
#include <random>

namespace streamctl {
namespace {

/// Random hexadecimal digits, sixteen of each number.
class HexDigits {
 public:
  explicit HexDigits(Random& random) : random_(random) {}

  char next() {
    if (left_ == 0) {
      bits_ = random_.next();
      left_ = 16;
    }
    const char digit = "0123456789abcdef"[bits_ & 15U];
    bits_ >>= 4U;
    --left_;
    return digit;
  }

 private:
  Random& random_;
  std::uint64_t bits_ = 0;
  int left_ = 0;
};

}  // namespace

Random::Random(std::uint64_t seed) {
  // splitmix64 spreads a small seed over the whole state, as the generator's authors advise.
  for (auto& word : state_) {
    seed += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = seed;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    word = mixed ^ (mixed >> 31U);
  }
}

Random Random::from_system() {
  std::random_device device;
  return Random((std::uint64_t{device()} << 32U) | device());
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  assert(bound > 0);
  // Redraw values below `bias`, which would make small results likelier.
  const std::uint64_t bias = (0 - bound) % bound;
  std::uint64_t value = next();
  while (value < bias)
    value = next();
  return value % bound;
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  assert(low <= high);
  const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) +
                                   (span == 0 ? next() : below(span)));
}

bool Random::chance(double p) {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53 <
         p;  // 53 random bits make a double in [0, 1).
}

std::string Random::uuid() {
  std::string text = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  HexDigits digits(*this);
  for (char& c : text)
    if (c != '-') c = digits.next();
  text[14] = '4';
  text[19] = "89ab"[below(4)];
  return text;
}

std::string Random::hex(std::size_t length) {
  std::string text(length, '0');
  HexDigits digits(*this);
  for (char& c : text)
    c = digits.next();
  return text;
}

}  // namespace streamctl
