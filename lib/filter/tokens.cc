#include "filter/tokens.h"

#include <algorithm>
#include <cctype>

namespace streamctl::filter {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Walks over an expression; the rules are those of jq's lexer.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) {
      if (in_string_) {
        string();
      } else {
        code();
      }
    }
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void add(Token::Kind kind, std::size_t length) {
    tokens_.push_back({kind, at_, text_.substr(at_, length)});
    at_ += length;
  }

  void string() {
    if (peek(0) == '\\' && peek(1) == '(') {
      in_string_ = false;
      open_.push_back(true);
      ++at_;
      return add(Token::Kind::other, 1);
    }
    if (peek(0) == '"') in_string_ = false;
    at_ += peek(0) == '\\' ? std::size_t{2} : std::size_t{1};
  }

  void code() {
    const char c = peek(0);
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '"') {
      in_string_ = true;
      ++at_;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at_;
    } else if (begins_name(c)) {
      name();
    } else if (is_digit(c)) {
      add(Token::Kind::other, number_length());
    } else {
      bracket(c);
      add(Token::Kind::other, 1);
    }
  }

  void bracket(char c) {
    if (c == '(') open_.push_back(false);
    if (c != ')' || open_.empty()) return;
    in_string_ = open_.back();
    open_.pop_back();
  }

  void name() {
    const bool follows_dot = at_ > 0 && text_[at_ - 1] == '.';
    const std::size_t length = name_length();
    if (follows_dot) return add(Token::Kind::field, length);
    const bool is_variable = !tokens_.empty() && tokens_.back().text == "$";
    if (!is_variable) return add(Token::Kind::name, length);
    const std::size_t place = tokens_.back().place;
    tokens_.back() = {Token::Kind::variable, place, text_.substr(at_, length)};
    at_ += length;
  }

  [[nodiscard]] std::size_t name_length() const {
    std::size_t length = 1;
    while (begins_name(peek(length)) || is_digit(peek(length)) ||
           (peek(length) == ':' && peek(length + 1) == ':' && begins_name(peek(length + 2)))) {
      length += peek(length) == ':' ? std::size_t{2} : std::size_t{1};
    }
    return length;
  }

  [[nodiscard]] std::size_t number_length() const {
    std::size_t length = 1;
    while (is_digit(peek(length)) || peek(length) == '.')
      ++length;
    if (peek(length) != 'e' && peek(length) != 'E') return length;
    const std::size_t sign = peek(length + 1) == '+' || peek(length + 1) == '-' ? 1 : 0;
    if (!is_digit(peek(length + 1 + sign))) return length;
    length += 1 + sign;
    while (is_digit(peek(length)))
      ++length;
    return length;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool in_string_ = false;
  std::vector<bool> open_;  ///< Open parentheses: true for those of a string interpolation.
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view expression) {
  return Scanner(expression).run();
}

}  // namespace streamctl::filter
