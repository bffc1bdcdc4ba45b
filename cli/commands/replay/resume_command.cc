#include "commands/replay/resume_command.h"

#include <string_view>

#include <CLI/CLI.hpp>

#include "core/text.h"
#include "net/http_client/credential_field.h"
#include "render/curl_command.h"

namespace streamctl::cli {

namespace {

/// The value of an option as it may be shown again.
std::string shown(const CLI::Option& option, const std::string& value) {
  const auto colon = value.find(':');
  if (option.check_lname("header") && net::is_credential(trimmed(value.substr(0, colon))))
    return value.substr(0, colon) + ": ***";
  return value;
}

std::string words_of(const CLI::Option& option) {
  const bool is_flag = option.get_items_expected_max() == 0;
  std::string words;
  for (const std::string& value : option.results()) {
    if (!option.get_positional()) words += " --" + option.get_lnames().front();
    if (!is_flag) words += " " + shell_word(shown(option, value));
  }
  return words;
}

}  // namespace

std::string continuation(const CLI::App& app, std::uint64_t skip,
                         std::optional<std::uint64_t> limit) {
  std::string command = "streamctl " + app.get_name();
  for (const CLI::App* level = &app; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options())
      if (!option->check_lname("skip") && !option->check_lname("limit"))
        command += words_of(*option);
  }
  command += " --skip " + std::to_string(skip);
  if (limit) command += " --limit " + std::to_string(*limit);
  return printable(command);
}

}  // namespace streamctl::cli
