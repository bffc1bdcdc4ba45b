#include "listener/jq_filter.h"

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

namespace streamctl::listener {
namespace {

struct Teardown {
  void operator()(jq_state* jq) const { jq_teardown(&jq); }
};
using Program = std::unique_ptr<jq_state, Teardown>;

constexpr std::string_view early_end = "end of the expression";

/// libjq tells its errors to a callback.
void collect(void* errors, jv message) {
  if (jv_get_kind(message) == JV_KIND_STRING) {
    static_cast<std::vector<std::string>*>(errors)->emplace_back(jv_string_value(message));
  }
  jv_free(message);
}

/// Compiles; on failure nothing, and what jq said in `errors`.
Program compiled(const std::string& expression, std::vector<std::string>& errors) {
  Program program(jq_init());
  jq_set_error_cb(program.get(), collect, &errors);
  const bool good = jq_compile(program.get(), expression.c_str()) != 0;
  jq_set_error_cb(program.get(), nullptr, nullptr);
  return good ? std::move(program) : nullptr;
}

/// jq's first message without its prefix, its advice for shells and its copy of the line:
/// "jq: error: syntax error, unexpected '|' (Unix shell quoting issues?) at <top-level>, line
/// 1:\n…".
std::string reason_in(const std::vector<std::string>& errors) {
  if (errors.empty()) return "not a jq expression";
  std::string_view text = errors.front();
  for (const std::string_view prefix : {"jq: ", "error: "}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  text = text.substr(0, std::min({text.find(" (Unix shell"), text.find(" at <"), text.find('\n')}));
  std::string reason(text.substr(0, text.find(", expecting")));
  // The grammar's names for tokens, in words. "$end" is "end of file" in later versions.
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

/// Where a syntax error stands. jq before 1.8 names the line alone, so ask it: the shortest
/// beginning of the expression that fails otherwise than by ending too early ends with the
/// offending token.
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

/// "room/0 is not defined" names what it does not know.
std::optional<std::size_t> place_of_unknown_name(const std::string& expression,
                                                 const std::string& reason) {
  const auto slash = reason.find('/');
  if (reason.find("is not defined") == std::string::npos) return std::nullopt;
  const auto place = expression.find(reason.substr(0, std::min(slash, reason.find(' '))));
  return place == std::string::npos ? std::nullopt : std::optional(place);
}

/// The expression on one line, and a caret under `place`.
std::string pointed_at(const std::string& expression, std::size_t place) {
  constexpr std::string_view indent = "      ";  // As wide as "hint: ".
  const std::string before = printable(std::string_view(expression).substr(0, place));
  return printable(expression) + "\n" + std::string(indent) +
         std::string(display_width(before), ' ') + "^";
}

}  // namespace

struct JqFilter::State {
  Program program;
};

JqFilter::JqFilter(std::unique_ptr<State> state) : state_(std::move(state)) {}
JqFilter::JqFilter(JqFilter&&) noexcept = default;
JqFilter& JqFilter::operator=(JqFilter&&) noexcept = default;
JqFilter::~JqFilter() = default;

Result<JqFilter> JqFilter::compile(const std::string& expression) {
  constexpr std::size_t expression_bytes_max = 64 * 1024;
  if (expression.size() > expression_bytes_max || expression.find('\0') != std::string::npos) {
    return usage_error("--filter: the jq expression is longer than 64 KiB or holds a zero byte");
  }
  std::vector<std::string> errors;
  Program program = compiled(expression, errors);
  if (program) return JqFilter(std::make_unique<State>(State{std::move(program)}));

  const std::string reason = reason_in(errors);
  const auto place = ends_too_early(reason) ? std::optional(expression.size())
                     : reason.starts_with("syntax error")
                         ? std::optional(place_of_syntax_error(expression))
                         : place_of_unknown_name(expression, reason);
  return usage_error("--filter: " + printable(reason),
                     place ? pointed_at(expression, *place) : printable(expression));
}

Result<bool> JqFilter::passes(std::string_view body) {
  jv event =
      jv_parse_sized(body.data(), static_cast<int>(std::min<std::size_t>(body.size(), INT32_MAX)));
  if (!jv_is_valid(event)) {
    jv_free(event);
    return refused_error("jq cannot parse the event");
  }
  jq_start(state_->program.get(), event, 0);
  jv output = jq_next(state_->program.get());
  if (jv_is_valid(output)) {
    const jv_kind kind = jv_get_kind(output);
    jv_free(output);
    return kind != JV_KIND_FALSE && kind != JV_KIND_NULL;
  }
  if (!jv_invalid_has_msg(jv_copy(output))) {
    jv_free(output);
    return false;
  }
  jv message = jv_invalid_get_msg(output);
  if (jv_get_kind(message) != JV_KIND_STRING) message = jv_dump_string(message, 0);
  Error error = refused_error(printable(jv_string_value(message)));
  jv_free(message);
  return error;
}

}  // namespace streamctl::listener
