#include "stream/operations.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/slips.h"
#include "core/text.h"
#include "stream/operations_text.h"

namespace streamctl::stream {
namespace {

using Segments = std::vector<std::string_view>;

constexpr std::string_view server_surface = "/api/v2";
constexpr std::size_t cost_max = 4;
constexpr std::size_t impossible = 1000;
constexpr std::size_t segments_max = 32;
constexpr std::size_t segment_bytes_max = 64;  // Of one that may be misspelt.

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{');
}

ApiOperation::Caller caller_of(const std::string& word) {
  if (word == "server") return ApiOperation::Caller::server;
  return word == "client" ? ApiOperation::Caller::client : ApiOperation::Caller::both;
}

ApiOperation::Paging paging_of(const std::string& word) {
  if (word == "body") return ApiOperation::Paging::body;
  return word == "query" ? ApiOperation::Paging::query : ApiOperation::Paging::none;
}

std::vector<ApiOperation> read_table() {
  std::vector<ApiOperation> table;
  const auto rows = parse_json(operations_text);
  if (!rows) return table;  // A test reads it.
  for (const Json& row : *rows)
    table.push_back({text_at(row, "method"), text_at(row, "path"), text_at(row, "name"),
                     text_at(row, "summary"), caller_of(text_at(row, "for")),
                     paging_of(text_at(row, "paging"))});
  return table;
}

/// The number of segments that are literally equal; nothing if the path does not match.
std::optional<std::size_t> literals_matched(const Segments& pattern, const Segments& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  std::size_t count = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == path[i])
      ++count;
    else if (!is_parameter(pattern[i]) || path[i].empty())
      return std::nullopt;
  }
  return count;
}

std::size_t cost_between(std::string_view wanted, std::string_view typed) {
  if (wanted == typed) return 0;
  if (is_parameter(wanted)) return typed.empty() ? impossible : 0;
  if (typed.size() > segment_bytes_max) return impossible;
  const std::size_t slips = slips_between(wanted, typed);
  return slips <= std::max<std::size_t>(1, wanted.size() / 3) ? slips : impossible;
}

/// The cost of turning the segments typed into those of the pattern: misspelt, too many, missing.
std::size_t cost_between(const Segments& pattern, const Segments& path) {
  constexpr std::size_t surplus = 2;
  constexpr std::size_t missing = 3;
  std::vector<std::size_t> costs(pattern.size() + 1);
  for (std::size_t j = 0; j <= pattern.size(); ++j)
    costs[j] = j * missing;
  for (std::size_t i = 1; i <= path.size(); ++i) {
    std::size_t diagonal = costs[0];
    costs[0] = i * surplus;
    for (std::size_t j = 1; j <= pattern.size(); ++j) {
      const std::size_t cost = std::min({diagonal + cost_between(pattern[j - 1], path[i - 1]),
                                         costs[j] + surplus, costs[j - 1] + missing});
      diagonal = costs[j];
      costs[j] = cost;
    }
  }
  return costs.back();
}

/// A path that begins as typed.
struct Continued {
  std::string path;
  std::size_t literals = 0;  ///< How many of the segments typed are no values.
};

/// `typed` continued to the whole pattern; nothing if it does not begin like it.
std::optional<Continued> continued(const Segments& pattern, const Segments& typed) {
  if (typed.size() > pattern.size()) return std::nullopt;
  Continued made;
  for (std::size_t i = 1; i < pattern.size(); ++i) {
    std::string_view segment = pattern[i];
    if (i < typed.size()) {
      const bool is_last = i + 1 == typed.size();
      const bool fits = is_parameter(segment) ? is_last || !typed[i].empty()
                        : is_last             ? segment.starts_with(typed[i])
                                              : segment == typed[i];
      if (!fits) return std::nullopt;
      if (!is_parameter(segment) && !typed[i].empty()) ++made.literals;
      if (is_parameter(segment) && !typed[i].empty()) segment = typed[i];
    }
    made.path += '/';
    made.path += segment;
  }
  return made;
}

/// Whether a part of the path typed is at least similar to a part of the pattern.
bool has_likeness(const Segments& pattern, const Segments& typed) {
  return std::any_of(typed.begin(), typed.end(), [&](std::string_view one) {
    return !one.empty() && std::any_of(pattern.begin(), pattern.end(), [&](std::string_view other) {
      return !other.empty() && !is_parameter(other) && cost_between(other, one) < impossible;
    });
  });
}

}  // namespace

const std::vector<ApiOperation>& api_operations() {
  static const std::vector<ApiOperation> table = read_table();
  return table;
}

const ApiOperation* find_operation(std::string_view method, std::string_view path) {
  const Segments typed = split(path, '/');
  const ApiOperation* best = nullptr;
  std::size_t most = 0;
  for (const ApiOperation& one : api_operations()) {
    if (one.method != method) continue;
    const auto matched = literals_matched(split(one.path, '/'), typed);
    if (!matched || (best != nullptr && *matched <= most)) continue;
    best = &one;
    most = *matched;
  }
  return best;
}

const ApiOperation* nearest_operation(std::string_view method, std::string_view path) {
  const Segments typed = split(path, '/');
  if (typed.size() > segments_max) return nullptr;
  const ApiOperation* best = nullptr;
  std::size_t least = cost_max + 1;
  for (const ApiOperation& one : api_operations()) {
    const Segments pattern = split(one.path, '/');
    const std::size_t cost = cost_between(pattern, typed) + (one.method == method ? 0 : 1);
    if (cost >= least || !has_likeness(pattern, typed)) continue;
    best = &one;
    least = cost;
  }
  return best;
}

std::vector<std::string> path_completions(std::string_view typed) {
  std::string_view surface;
  if (typed.starts_with(server_surface) && typed.substr(server_surface.size()).starts_with('/')) {
    surface = server_surface;
    typed.remove_prefix(surface.size());
  }
  const Segments segments = split(typed, '/');
  std::set<std::string> found;
  std::size_t most = 0;
  for (const ApiOperation& one : api_operations()) {
    const auto path = continued(split(one.path, '/'), segments);
    if (!path || path->literals < most) continue;
    if (path->literals > most) found.clear();
    most = path->literals;
    found.insert(std::string(surface) + path->path);
  }
  return {found.begin(), found.end()};
}

}  // namespace streamctl::stream
