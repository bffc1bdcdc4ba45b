#include "aws/profile.h"

#include <array>
#include <filesystem>

#include "core/file.h"
#include "core/text.h"

namespace streamctl::aws {
namespace {

constexpr std::uint64_t file_bytes_max = 4ULL * 1024 * 1024;

/// Settings by which a profile gets its keys from elsewhere. AWS's own command line resolves them.
constexpr std::array<const char*, 5> indirections{"sso_session", "sso_start_url", "role_arn",
                                                  "credential_process", "web_identity_token_file"};

Result<Ini> read_ini(const Environment& environment, const char* variable, const char* name) {
  std::string path = value_in(environment, variable);
  const std::string home = value_in(environment, "HOME");
  if (path.empty() && home.empty()) return Ini{};
  if (path.empty()) path = home + "/.aws/" + name;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return Ini{};
  auto text = read_file(path, file_bytes_max);
  if (!text) return std::move(text).error();
  return parse_ini(*text);
}

std::string section_of(const std::string& profile) {
  return profile == "default" ? profile : "profile " + profile;
}

Error indirect_keys(const std::string& name, const std::string& key) {
  return config_error("AWS profile '" + printable(name) + "' gets its keys by " + key +
                          ", which streamctl does not do",
                      "let AWS's command line do it: eval \"$(aws configure export-credentials "
                      "--profile " +
                          printable(name) + " --format env)\"");
}

}  // namespace

std::string profile_name(const Environment& environment) {
  const std::string name = value_in(environment, "AWS_PROFILE");
  return name.empty() ? "default" : name;
}

std::string profile_section(const Environment& environment) {
  return section_of(profile_name(environment));
}

std::string value_in_profile(const Ini& file, const std::string& section, const std::string& key) {
  const auto found = file.find(section);
  if (found == file.end()) return "";
  const auto value = found->second.find(key);
  return value == found->second.end() ? "" : value->second;
}

Result<ProfileFiles> read_profile_files(const Environment& environment) {
  auto config = read_ini(environment, "AWS_CONFIG_FILE", "config");
  if (!config) return std::move(config).error().in("AWS config file");
  auto credentials = read_ini(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
  if (!credentials) return std::move(credentials).error().in("AWS credentials file");
  return ProfileFiles{*std::move(config), *std::move(credentials)};
}

Result<std::optional<Credentials>> credentials_in(const ProfileFiles& files,
                                                  const std::string& name, bool is_named) {
  const std::array<std::pair<const Ini*, std::string>, 2> places{
      {{&files.credentials, name}, {&files.config, section_of(name)}}};
  bool exists = false;
  for (const auto& [file, section] : places) {
    exists = exists || file->contains(section);
    const std::string id = value_in_profile(*file, section, "aws_access_key_id");
    const std::string secret = value_in_profile(*file, section, "aws_secret_access_key");
    if (id.empty() != secret.empty())
      return config_error("AWS profile '" + printable(name) + "' has half a pair of keys",
                          "it needs aws_access_key_id and aws_secret_access_key");
    if (id.empty()) continue;
    Credentials found;
    found.access_key_id = id;
    found.secret_access_key = Secret(secret);
    found.session_token = Secret(value_in_profile(*file, section, "aws_session_token"));
    found.source = "AWS profile '" + printable(name) + "'";
    return std::optional(std::move(found));
  }
  for (const char* key : indirections)
    for (const auto& [file, section] : places)
      if (!value_in_profile(*file, section, key).empty()) return indirect_keys(name, key);
  if (is_named && !exists)
    return config_error(
        "there is no AWS profile '" + printable(name) + "'",
        "AWS_PROFILE names it; 'aws configure list-profiles' shows those there are");
  return std::optional<Credentials>();
}

}  // namespace streamctl::aws
