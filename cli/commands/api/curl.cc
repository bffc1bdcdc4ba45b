#include "commands/api/curl.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <unistd.h>

#include "args/options.h"
#include "core/system/process.h"
#include "core/text.h"
#include "render/curl_command.h"

namespace streamctl::cli {
namespace {

// Linux refuses an argument of 128 KiB.
constexpr std::size_t argument_bytes_max = 100'000;
constexpr const char* next_line = " \\\n  ";

/// The options that decide with which credentials.
bool is_credential_option(const GivenArgument& argument) {
  constexpr std::array<std::string_view, 4> names{"--api-secret-file", "--profile", "--config",
                                                  "--env-file"};
  return std::find(names.begin(), names.end(), argument.name) != names.end();
}

/// How a shell finds this program: by its name if that is on the PATH, else by its path.
std::string own_name(const Environment& environment) {
  const std::string path = environment("PATH").value_or("");
  for (const std::string_view folder : split(path, ':')) {
    if (!folder.empty() && ::access((std::string(folder) + "/streamctl").c_str(), X_OK) == 0)
      return "streamctl";
  }
  const std::string own = own_program_file();
  return own.empty() ? "streamctl" : shell_word(own);
}

/// "streamctl token --server", with the credentials of this command line.
Result<std::string> token_command(const ApiOptions& options, const Environment& environment) {
  std::string command = own_name(environment) + " token ";
  command += options.as_user.empty() ? "--server" : "--user-id " + shell_word(options.as_user);
  for (const GivenArgument& argument : options.arguments->all_given()) {
    if (!is_credential_option(argument)) continue;
    for (const std::string& value : argument.values) {
      if (value == "-")
        return option_error("--print", "the secret came from standard input",
                            "set STREAM_API_SECRET, or name a file");
      command += " " + argument.name + " " + shell_word(value);
    }
  }
  return command;
}

/// The option that gives curl the body.
Result<std::string> body_option(const std::string& body, const ApiOptions& options) {
  if (body.size() <= argument_bytes_max) return "--data-raw " + shell_word(body);
  const bool is_file = options.data && options.data->starts_with('@') && options.fields.empty();
  if (is_file) return "--data-binary " + shell_word(*options.data);
  return option_error("--print", "the body is too long for a command line",
                      "put it into a file: --data @FILE");
}

}  // namespace

Result<std::string> api_curl_command(const ApiRequest& request, const stream::Access& access,
                                     const ApiOptions& options, const Environment& environment) {
  if (options.paginate)
    return option_error("--print", "--paginate sends several requests", "leave one out");
  const auto token = token_command(options, environment);
  if (!token) return token.error();
  const net::HttpRequest http = stream::http_request(access, request.operation, "");
  std::string command = "printf 'Authorization: %s\\n' \"$(" + *token + ")\" | curl -sS";
  if (options.include) command += " -i";
  command += " -H @- -X " + http.method + next_line + shell_word(http.url);
  for (const net::Header& field : http.headers) {
    const bool is_own = field.name == "Authorization" || field.name == "x-client-request-id" ||
                        field.name == "X-Stream-Client";
    if (!is_own) command += next_line + ("-H " + shell_word(field.name + ": " + field.value));
  }
  if (http.body != nullptr) {
    const auto body = body_option(*http.body, options);
    if (!body) return body.error();
    command += next_line + *body;
  }
  if (!options.jq.empty()) command += " |" + (next_line + ("jq -r " + shell_word(options.jq)));
  return command;
}

}  // namespace streamctl::cli
