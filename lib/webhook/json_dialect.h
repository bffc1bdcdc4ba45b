// JSON as the serialisers of other languages write it, to recognise what a signature was made over.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/json.h"

namespace streamctl::webhook {

/// The way in which one serialiser writes JSON.
struct Dialect {
  enum class Escapes {
    none,    ///< Only what JSON requires.
    html,    ///< Also <, >, & and the two line separators: Go, Rails.
    gson,    ///< Also = and ': Gson.
    dotnet,  ///< Also quotes, + and `, in upper-case digits: System.Text.Json.
    php,     ///< Also / and the two line separators.
  };
  std::string_view name;    ///< As it follows "written anew": "as JSON.stringify writes it".
  bool is_common = false;   ///< Tried for every refused delivery; the others on request.
  bool is_ascii = false;    ///< Escapes everything outside of ASCII.
  bool is_sorted = false;   ///< Its objects have their keys in order.
  bool has_spaces = false;  ///< After each comma and colon, as in Python.
  std::string_view indent = {};
  Escapes escapes = Escapes::none;
  bool has_one_number_type = false;  ///< 1.0 is written 1: JavaScript, Go, PHP.
  bool breaks_empty_values = false;  ///< {} and [] have line breaks in them: older Ruby.
  bool loses_empty_objects = false;  ///< {} becomes []: PHP's associative arrays.
};

/// Common ones first.
std::span<const Dialect> dialects();

/// Levels that an indented dialect writes: the white space of a line grows with each.
inline constexpr std::size_t indented_levels_max = 64;

/// Nothing if that takes more than `bytes_max`, or the dialect is indented and `value` is nested
/// past `indented_levels_max`. Stops there.
std::optional<std::string> written(const Json& value, const Dialect& dialect,
                                   std::size_t bytes_max);

}  // namespace streamctl::webhook
