#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "args/arguments.h"
#include "args/input.h"
#include "commands/config/config.h"
#include "commands/config/edit.h"
#include "config_file.h"
#include "core/text.h"
#include "crypto/other_key.h"
#include "error_report.h"
#include "net/http_client/typed_url.h"
#include "secret_text.h"
#include "stream/request.h"

namespace streamctl::cli {
namespace {

constexpr std::uint64_t value_bytes_max = 64 * 1024;

struct SetOptions {
  std::string key;
  std::string value;
};

void declare(Arguments& arguments, SetOptions& options) {
  arguments.text("KEY", options.key, "One of " + joined(profile_keys, ", ")).required();
  arguments
      .text("VALUE", options.value,
            "The value; - reads it from standard input, as a secret must be")
      .required();
}

/// Reads the value from standard input, without what clings to it.
Result<std::string> read_value(const std::string& key, Context& context) {
  if (context.err_terminal.is_tty && ::isatty(STDIN_FILENO) != 0)
    context.err << "The value of " << key << ", then Enter and Ctrl-D:" << std::endl;
  auto text = read_input("-", context, value_bytes_max);
  if (!text) return text;
  const std::string_view value = crypto::unwrapped(*text);
  if (value.empty()) return config_error("standard input holds no value");
  if (value.find_first_of("\r\n") != std::string_view::npos)
    return config_error("standard input has several lines, and a value is one");
  return std::string(value);
}

/// The value is never quoted: it may be a secret.
Result<void> check_text(const std::string& key, std::string_view value) {
  constexpr const char* hint = "was it copied whole, and no more?";
  if (!is_utf8(value)) return usage_error(key + ": the value is not UTF-8", hint);
  const bool has_control = std::any_of(
      value.begin(), value.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
  if (has_control) return usage_error(key + ": the value holds a control character", hint);
  return {};
}

Result<void> check_value(const std::string& key, const std::string& value, Context& context) {
  if (auto good = check_text(key, value); !good) return good;
  const auto in_key = [&key](Error error) { return std::move(error).in(key); };
  if (key == "webhook_url") {
    if (auto url = net::read_url(value); !url) return in_key(std::move(url).error());
  } else if (key == "base_url") {
    if (auto url = stream::normal_base_url(value); !url) return in_key(std::move(url).error());
  } else if (const auto clinging = clinging_to(value); key != "user_id" && !clinging.empty()) {
    report_warning(context, key + " " + clinging + ": was it copied whole, and no more?");
  }
  return {};
}

Result<ExitCode> run(const SetOptions& options, Context& context) {
  const std::string& key = options.key;
  if (key == chosen_profile_key)
    return usage_error("'" + key + "' is set by 'streamctl config use'",
                       "streamctl config use PROFILE");
  if (std::find(profile_keys.begin(), profile_keys.end(), key) == profile_keys.end()) {
    Error unknown = unknown_key(key);
    unknown.kind = ErrorKind::usage;
    return unknown;
  }
  std::string value = options.value;
  if (value == "-") {
    auto read = read_value(key, context);
    if (!read) return std::move(read).error();
    value = *std::move(read);
  } else if (key == secret_key) {
    return usage_error("a secret on the command line shows in ps and in the shell's history",
                       "pipe it in: printf %s \"$SECRET\" | streamctl config set api_secret -");
  }
  if (!value.empty()) {
    if (auto good = check_value(key, value, context); !good) return std::move(good).error();
  }
  const ConfigChange change{context.settings.profile, key, value};
  if (auto changed = change_config(change, context); !changed) return std::move(changed).error();
  report_change(
      change,
      (value.empty() ? "Unset " : "Set ") + key + " of profile " + printable(change.profile),
      context);
  return 0;
}

}  // namespace

Command config_set() {
  return {
      .name = "set",
      .summary = "Set a value in the config file",
      .description =
          "Sets a key of the profile in use, or of --profile, which is added if the file lacks "
          "it. Comments and everything else in the file stay. The file is created for its "
          "owner alone (mode 600).\n\n"
          "A secret is read from standard input, because arguments show in ps: 'config set "
          "api_secret -'. An empty value unsets a key.",
      .examples = {{"streamctl config set webhook_url 3000/webhooks/stream",
                    "Where forge and replay deliver"},
                   {"streamctl config set api_secret - < secret.txt",
                    "A secret, which never is an argument"},
                   {"streamctl config set api_key abc123 --profile staging", "In another profile"}},
      .declare = bound<SetOptions>(declare, run),
      .runs_unconfigured = true};
}

}  // namespace streamctl::cli
