#include "args/json_argument.h"

#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/options.h"
#include "args/text_input.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t bytes_max = 64ULL * 1024 * 1024;

}  // namespace

Result<JsonArgument> read_json_argument(const std::string& option, const std::string& given,
                                        Context& context) {
  std::string text = given;
  std::string source = option;
  if (given == "-" || given.starts_with('@')) {
    const std::string path = given == "-" ? given : given.substr(1);
    if (path.empty())
      return usage_error(source + ": there is no file name behind @", "is a variable not set?");
    auto read = read_text(path, context, bytes_max);
    if (!read) return std::move(read).error().in(source);
    source += ": " + input_name(path);
    text = *std::move(read);
  }
  auto value = parse_json(text, Digits::kept);
  if (!value) {
    const Error why = not_json(std::move(value).error(), text);
    return usage_error(source + ": " + why.what, why.hint);
  }
  return JsonArgument{std::move(text), *std::move(value)};
}

Result<Json> read_object_argument(const std::string& option, const std::string& given,
                                  Context& context) {
  auto read = read_json_argument(option, given, context);
  if (!read) return std::move(read).error();
  if (!read->value.is_object())
    return usage_error(option + ": not a JSON object", R"(write it as {"key":"value"})");
  return std::move(read->value);
}

Result<std::vector<webhook::Override>> read_assignments(const std::string& option,
                                                        const std::vector<std::string>& given) {
  std::vector<webhook::Override> assignments;
  for (const std::string& text : given) {
    auto one = webhook::parse_override(text);
    if (!one) return option_error(option, one.error().what, "write it KEY=text or KEY:=json");
    assignments.push_back(*std::move(one));
  }
  return assignments;
}

Result<void> set_assignments(const std::string& option, const std::vector<std::string>& given,
                             Json& target) {
  const auto assignments = read_assignments(option, given);
  if (!assignments) return assignments.error();
  if (auto set = webhook::apply(*assignments, target); !set)
    return std::move(set).error().in(option);
  return {};
}

Result<Json> read_object_with_custom(const std::optional<std::string>& data,
                                     const std::vector<std::string>& custom, Context& context) {
  Json object = Json::object();
  if (data) {
    auto read = read_object_argument("--data", *data, context);
    if (!read) return read;
    object = *std::move(read);
  }
  if (custom.empty()) return object;
  if (auto set = set_assignments("--custom", custom, object["custom"]); !set)
    return std::move(set).error();
  return object;
}

}  // namespace streamctl::cli
