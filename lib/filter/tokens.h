// Tokenizes a jq expression, as far as names matter: strings and comments are left out, code
// interpolated in strings is not.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace streamctl::filter {

struct Token {
  enum class Kind {
    name,      ///< "env", "def", "m::f".
    variable,  ///< "ENV" of "$ENV"; `place` is that of the "$".
    field,     ///< "env" of ".env".
    other,     ///< A number, or one character of anything else.
  };
  Kind kind = Kind::other;
  std::size_t place = 0;  ///< In bytes.
  std::string_view text;  ///< Of the expression.
  bool operator==(const Token&) const = default;
};

/// Accepts any bytes. An interpolation `\(…)` yields its parentheses and the tokens between them.
std::vector<Token> tokens_of(std::string_view expression);

}  // namespace streamctl::filter
