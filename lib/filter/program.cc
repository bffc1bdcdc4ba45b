#include "filter/program.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

extern "C" {
#include <jq.h>
#include <jv.h>
}

#include "core/text.h"
#include "filter/caret.h"
#include "filter/outside.h"
#include "filter/tokens.h"

namespace streamctl::filter {
namespace {

struct Teardown {
  void operator()(jq_state* jq) const { jq_teardown(&jq); }
};
using JqState = std::unique_ptr<jq_state, Teardown>;

/// Limit on jq's error message, which may quote the whole event.
constexpr std::size_t message_width_max = 200;

constexpr std::string_view early_end = "end of the expression";

/// libjq reports errors to a callback.
void collect(void* errors, jv message) {
  if (jv_get_kind(message) == JV_KIND_STRING) {
    static_cast<std::vector<std::string>*>(errors)->emplace_back(jv_string_value(message));
  }
  jv_free(message);
}

/// For `input` in a scope where we could not detect it, and for `debug`: no input, no output.
jv no_input(jq_state* /*jq*/, void* /*unused*/) {
  return jv_invalid();
}

void discard(void* /*unused*/, jv message) {
  jv_free(message);
}

/// Compiles; on failure returns nothing, with jq's messages in `errors`.
JqState compiled(const std::string& expression, std::vector<std::string>& errors) {
  JqState program(jq_init());
  jq_set_input_cb(program.get(), no_input, nullptr);
  jq_set_debug_cb(program.get(), discard, nullptr);
  jq_set_error_cb(program.get(), collect, &errors);
  const bool good = jq_compile(program.get(), expression.c_str()) != 0;
  jq_set_error_cb(program.get(), nullptr, nullptr);
  return good ? std::move(program) : nullptr;
}

/// jq's first message without its prefix, its advice for shells and its copy of the line: "jq:
/// error: syntax error, unexpected '|' (Unix shell quoting issues?) at <top-level>, line 1:\n…".
std::string reason_in(const std::vector<std::string>& errors) {
  if (errors.empty()) return "not a jq expression";
  std::string_view text = errors.front();
  for (const std::string_view prefix : {"jq: ", "error: "}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  text = text.substr(0, std::min({text.find(" (Unix shell"), text.find(" at <"), text.find('\n')}));
  std::string reason(text.substr(0, text.find(", expecting")));
  // Readable names of the grammar's tokens. "$end" is "end of file" in later versions.
  constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"$end", early_end},
      {"end of file", early_end},
      {"INVALID_CHARACTER", "character"},
      {"invalid character", "character"},
      {"IDENT", "name"},
      {"FIELD", "field"},
      {"LITERAL", "value"}};
  for (const auto& [token, word] : words) {
    const auto place = reason.find(token);
    if (place != std::string::npos) reason.replace(place, token.size(), word);
  }
  return reason;
}

bool ends_too_early(const std::string& reason) {
  return reason.ends_with(early_end);
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Locates a syntax error. jq before 1.8 reports only the line, so probe it: the shortest prefix of
/// the expression that fails otherwise than by ending too early ends with the offending token.
std::size_t place_of_syntax_error(const std::string& expression) {
  std::size_t good = 0;
  std::size_t bad = expression.size() + 1;
  while (bad - good > 1) {
    const std::size_t middle = (good + bad) / 2;
    std::vector<std::string> errors;
    const bool fine = compiled(expression.substr(0, middle), errors) != nullptr;
    const std::string reason = fine ? "" : reason_in(errors);
    const bool is_syntax = reason.starts_with("syntax error");
    (fine || !is_syntax || ends_too_early(reason) ? good : bad) = middle;
  }
  while (good > 0 && good < expression.size() && is_word(expression[good]) &&
         is_word(expression[good - 1]))
    --good;
  return good;
}

constexpr std::string_view not_defined = " is not defined";

/// Whether the name at `i` is a use, not a definition or a key.
bool is_use(const std::vector<Token>& tokens, std::size_t i, bool has_arguments) {
  const std::string_view before = i > 0 ? tokens[i - 1].text : "";
  const std::string_view after = i + 1 < tokens.size() ? tokens[i + 1].text : "";
  if (tokens[i].kind == Token::Kind::variable) return before != "as";
  const bool is_key =
      (before == "{" || before == ",") && (after == ":" || after == "," || after == "}");
  return before != "def" && !is_key && (after == "(") == has_arguments;
}

/// "room/0 is not defined" and "$room is not defined" name the unknown identifier.
std::optional<std::size_t> place_of_unknown_name(const std::vector<Token>& tokens,
                                                 std::string_view reason) {
  const auto end = reason.find(not_defined);
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view name = reason.substr(0, end);
  const bool is_variable = name.starts_with('$');
  const bool has_arguments = !is_variable && !name.ends_with("/0");
  name = is_variable ? name.substr(1) : name.substr(0, name.rfind('/'));
  std::optional<std::size_t> elsewhere;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.kind != (is_variable ? Token::Kind::variable : Token::Kind::name)) continue;
    if (token.text != name) continue;
    if (is_use(tokens, i, has_arguments)) return token.place;
    if (!elsewhere) elsewhere = token.place;
  }
  return elsewhere;
}

/// The label missing when jq reports "$*label-out is not defined" for `break $out`.
std::optional<std::string> missing_label(std::string_view reason) {
  constexpr std::string_view prefix = "$*label-";
  const auto end = reason.find(not_defined);
  if (!reason.starts_with(prefix) || end == std::string_view::npos) return std::nullopt;
  return std::string(reason.substr(prefix.size(), end - prefix.size()));
}

std::optional<std::size_t> place_of_break(const std::vector<Token>& tokens,
                                          std::string_view label) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const Token& next = tokens[i + 1];
    if (tokens[i].kind == Token::Kind::name && tokens[i].text == "break" &&
        next.kind == Token::Kind::variable && next.text == label)
      return tokens[i].place;
  }
  return std::nullopt;
}

/// Whether there is only white space and comments. jq then passes every event.
bool says_nothing(std::string_view expression) {
  for (std::size_t at = 0; at < expression.size(); ++at) {
    const char c = expression[at];
    if (c == '#') {
      at = std::min(expression.find('\n', at), expression.size() - 1);
    } else if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      return false;
    }
  }
  return true;
}

/// Whether no parenthesis closes before it was opened: parentheses around the expression then
/// contain all of it.
bool stays_within_parentheses(const std::vector<Token>& tokens) {
  int open = 0;
  for (const Token& token : tokens) {
    if (token.text == "(") ++open;
    if (token.text == ")" && --open < 0) return false;
  }
  return true;
}

/// Why the expression does not compile, and where.
Error mistake_in(const std::string& expression, const std::vector<Token>& tokens,
                 const std::vector<std::string>& errors) {
  std::string reason = reason_in(errors);
  const auto label = missing_label(reason);
  if (label) reason = "break $" + *label + ": no label $" + *label;
  const auto place = ends_too_early(reason) ? std::optional(expression.size())
                     : reason.starts_with("syntax error")
                         ? std::optional(place_of_syntax_error(expression))
                     : label ? place_of_break(tokens, *label)
                             : place_of_unknown_name(tokens, reason);
  return usage_error(std::string(option_prefix) + printable(reason),
                     place ? pointed_at(expression, *place) : printable(expression));
}

jv parsed(std::string_view body) {
  return jv_parse_sized(body.data(),
                        static_cast<int>(std::min<std::size_t>(body.size(), INT32_MAX)));
}

/// The error that `output` is, consuming it.
std::string message_of(jv output) {
  jv message = jv_invalid_get_msg(output);
  if (jv_get_kind(message) != JV_KIND_STRING) message = jv_dump_string(message, 0);
  std::string text = cut_to_width(printable(jv_string_value(message)), message_width_max);
  jv_free(message);
  return text;
}

Output output_of(jv output) {
  const bool is_string = jv_get_kind(output) == JV_KIND_STRING;
  jv text = is_string ? output : jv_dump_string(output, 0);
  Output made{is_string ? Output::Kind::string : Output::Kind::value,
              std::string(jv_string_value(text),
                          static_cast<std::size_t>(jv_string_length_bytes(jv_copy(text))))};
  jv_free(text);
  return made;
}

}  // namespace

struct Program::State {
  JqState jq;
};

Program::Program(std::unique_ptr<State> state) : state_(std::move(state)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

Result<Program> Program::compile(const std::string& expression, void (*out_of_memory)(void*),
                                 Task task) {
  constexpr std::size_t expression_bytes_max = 64 * 1024;
  if (expression.size() > expression_bytes_max || expression.find('\0') != std::string::npos) {
    return usage_error(std::string(option_prefix) +
                       "the jq expression is longer than 64 KiB or holds a zero byte");
  }
  if (says_nothing(expression))
    return usage_error(std::string(option_prefix) +
                       "the jq expression is empty but for white space and comments");
  const auto tokens = tokens_of(expression);
  if (const auto outside = first_outside(tokens)) {
    return usage_error(std::string(option_prefix) + "'" + std::string(outside->name) +
                           "' is refused: " + std::string(outside->why),
                       pointed_at(expression, outside->place));
  }
  std::vector<std::string> errors;
  // libjq must not be left after one output of many (1.6 asserts when started again): first() runs
  // it to completion. Two newlines, since a comment may swallow one (1.7).
  const bool is_first_enough = task == Task::judge && stays_within_parentheses(tokens);
  JqState jq = is_first_enough ? compiled("first(" + expression + "\n\n)", errors) : nullptr;
  if (!jq) {
    errors.clear();
    jq = compiled(expression, errors);  // Definitions alone are a program too.
  }
  if (!jq) return mistake_in(expression, tokens, errors);
  if (out_of_memory != nullptr) jq_set_nomem_handler(jq.get(), out_of_memory, nullptr);
  return Program(std::make_unique<State>(State{std::move(jq)}));
}

Result<bool> Program::passes(std::string_view body) {
  jv event = parsed(body);
  if (!jv_is_valid(event)) {
    jv_free(event);
    return refused_error("jq cannot parse the event");
  }
  jq_state* jq = state_->jq.get();
  jq_start(jq, event, 0);
  jv output = jq_next(jq);
  if (jv_is_valid(output)) {
    const jv_kind kind = jv_get_kind(output);
    do {
      jv_free(output);
      output = jq_next(jq);  // Run to completion: see compile().
    } while (jv_is_valid(output));
    jv_free(output);
    return kind != JV_KIND_FALSE && kind != JV_KIND_NULL;
  }
  if (!jv_invalid_has_msg(jv_copy(output))) {
    jv_free(output);
    return false;
  }
  return refused_error(message_of(output));
}

void Program::query(std::string_view body, const std::function<void(const Output&)>& take) {
  jv input = parsed(body);
  if (!jv_is_valid(input)) {
    jv_free(input);
    return take({Output::Kind::failed, "jq cannot parse the answer"});
  }
  jq_state* jq = state_->jq.get();
  jq_start(jq, input, 0);
  jv output = jq_next(jq);
  for (; jv_is_valid(output); output = jq_next(jq))
    take(output_of(output));
  if (jv_invalid_has_msg(jv_copy(output))) return take({Output::Kind::failed, message_of(output)});
  jv_free(output);
  take({Output::Kind::end, ""});
}

}  // namespace streamctl::filter
