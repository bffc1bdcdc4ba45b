#include "filter/outside.h"

#include <set>
#include <string>

namespace streamctl::filter {
namespace {

using Kind = Token::Kind;

constexpr std::string_view sees_one = "a filter sees one event at a time";
constexpr std::string_view writes_nothing = "a filter writes nothing";
constexpr std::string_view no_environment = "a filter sees no environment";
constexpr std::string_view no_modules = "a filter is one expression, without modules";
constexpr std::string_view ends_nothing = "a filter ends nothing; 'empty' leaves an event out";

struct Row {
  std::string_view name;
  std::string_view why;
};
constexpr Row names[] = {{"input", sees_one},
                         {"inputs", sees_one},
                         {"input_filename", sees_one},
                         {"input_line_number", sees_one},
                         {"debug", writes_nothing},
                         {"stderr", writes_nothing},
                         {"env", no_environment},
                         {"import", no_modules},
                         {"include", no_modules},
                         {"modulemeta", no_modules},
                         {"get_search_list", no_modules},
                         {"get_prog_origin", no_modules},
                         {"get_jq_origin", no_modules},
                         {"halt", ends_nothing},
                         {"halt_error", ends_nothing}};

/// The names of the functions that the expression defines and of their parameters; and "ENV" if it
/// binds that.
std::set<std::string_view> defined_in(const std::vector<Token>& tokens) {
  std::set<std::string_view> defined;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].text == "as" && tokens[i + 1].text == "ENV") defined.insert("ENV");
    if (tokens[i].kind != Kind::name || tokens[i].text != "def") continue;
    defined.insert(tokens[++i].text);
    if (i + 1 == tokens.size() || tokens[i + 1].text != "(") continue;
    for (i += 2; i < tokens.size() && tokens[i].text != ")"; ++i)
      defined.insert(tokens[i].text);
  }
  return defined;
}

/// Whether the name at `i`, within an object, is in key position: `{env: 1}`, `{a, env}`.
bool is_key(const std::vector<Token>& tokens, std::size_t i) {
  const std::string_view before = tokens[i - 1].text;
  const std::string_view after = i + 1 < tokens.size() ? tokens[i + 1].text : "";
  return (before == "{" || before == ",") && (after == ":" || after == "," || after == "}");
}

}  // namespace

std::optional<Outside> first_outside(const std::vector<Token>& tokens) {
  const auto defined = defined_in(tokens);
  std::string open;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const char first = token.text.front();
    if (first == '{' || first == '(' || first == '[') open.push_back(first);
    if ((first == '}' || first == ')' || first == ']') && !open.empty()) open.pop_back();
    if (token.kind == Kind::variable && token.text == "ENV" && !defined.contains("ENV"))
      return Outside{"$ENV", no_environment, token.place};
    if (token.kind != Kind::name || defined.contains(token.text)) continue;
    if (!open.empty() && open.back() == '{' && is_key(tokens, i)) continue;
    for (const Row& row : names) {
      if (token.text == row.name) return Outside{row.name, row.why, token.place};
    }
  }
  return std::nullopt;
}

}  // namespace streamctl::filter
