// Reads the body for `sign` and `verify`.
#pragma once

#include <cstdint>
#include <string>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

class Argument;
class Arguments;

/// Far above Stream's sizes, so that no real body is refused: the default of listen is 5 MiB.
constexpr std::uint64_t body_bytes_max = 256ULL * 1024 * 1024;

/// The positional FILE.
Argument& declare_body(Arguments& arguments, std::string& path);
/// Returns the bytes unchanged. Warns if they are not JSON in UTF-8, as Stream would sign.
Result<std::string> read_body(const std::string& path, Context& context);
/// The name of the input in messages: the path, or "standard input".
std::string body_name(const std::string& path);

}  // namespace streamctl::cli
