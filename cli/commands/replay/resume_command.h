// The command line that goes on where a stopped replay ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace streamctl::cli {

/// What was typed for `app` and what encloses it, for a shell to take: every option but --skip and
/// --limit, which become these. Header fields that carry credentials are masked.
std::string continuation(const CLI::App& app, std::uint64_t skip,
                         std::optional<std::uint64_t> limit);

}  // namespace streamctl::cli
