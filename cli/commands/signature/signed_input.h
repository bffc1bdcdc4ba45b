// The body that `sign` and `verify` are about.
#pragma once

#include <cstdint>
#include <string>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

class Arguments;

/// Far above what Stream sends (5 MiB is listen's default), so that nothing real is refused.
constexpr std::uint64_t body_bytes_max = 256ULL * 1024 * 1024;

/// The required positional FILE.
void declare_body(Arguments& arguments, std::string& path);
/// The bytes as they are; a warning of those that are no JSON in UTF-8, which is what Stream signs.
Result<std::string> read_body(const std::string& path, Context& context);
/// How messages call it: the path, or "standard input".
std::string body_name(const std::string& path);

}  // namespace streamctl::cli
