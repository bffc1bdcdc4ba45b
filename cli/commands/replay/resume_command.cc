#include "commands/replay/resume_command.h"

#include <string_view>

#include "core/text.h"
#include "net/http_client/credential_field.h"
#include "render/curl_command.h"

namespace streamctl::cli {

namespace {

/// A value of `argument` with its credentials masked.
std::string masked(const GivenArgument& argument, const std::string& value) {
  const auto colon = value.find(':');
  if (argument.name == "--header" && net::is_credential(trimmed(value.substr(0, colon))))
    return value.substr(0, colon) + ": ***";
  return value;
}

std::string words_of(const GivenArgument& argument) {
  std::string words;
  for (const std::string& value : argument.values) {
    if (!argument.is_positional) words += " " + argument.name;
    if (!argument.is_flag) words += " " + shell_word(masked(argument, value));
  }
  return words;
}

}  // namespace

std::string resume_command(const std::vector<GivenArgument>& given, std::uint64_t skip,
                           std::optional<std::uint64_t> limit) {
  std::string command = "streamctl replay";
  for (const GivenArgument& argument : given) {
    if (argument.name != "--skip" && argument.name != "--limit") command += words_of(argument);
  }
  command += " --skip " + std::to_string(skip);
  if (limit) command += " --limit " + std::to_string(*limit);
  return printable(command);
}

}  // namespace streamctl::cli
