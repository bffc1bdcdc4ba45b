// The usual case of escaping JSON, 32 bytes at a time where the processor can.
#pragma once

#include <cstddef>
#include <string_view>

namespace streamctl {

/// How far escape_ascii() may write beyond what it returns.
constexpr std::size_t escape_overrun = 64;

/// Writes `text` at `to`, with a backslash before each quote and backslash, up to the first 32
/// bytes that hold anything else than printable ASCII; none of it without AVX-512 VBMI2. Returns
/// how much of `text` that was, and moves `to` behind what it wrote. There must be room for twice
/// the text and escape_overrun.
std::size_t escape_ascii(std::string_view text, char*& to);

}  // namespace streamctl
