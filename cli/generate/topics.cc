#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/file.h"
#include "generate/artefacts.h"

namespace streamctl::cli {
namespace {

constexpr std::string_view template_suffix = ".in";
constexpr std::string_view version_placeholder = "@VERSION@";
constexpr std::uint64_t template_bytes_max = 1024 * 1024;

/// Makes a page of `text`, the template named `name`.
std::string filled(const std::string& name, std::string text) {
  for (auto at = text.find(version_placeholder); at != std::string::npos;
       at = text.find(version_placeholder, at))
    text.replace(at, version_placeholder.size(), STREAMCTL_VERSION);
  return ".\\\" Made from man/" + name + "; do not edit.\n" + text;
}

}  // namespace

Result<std::vector<Artefact>> topic_pages(const std::string& source) {
  std::error_code failure;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(source + "/man", failure)) {
    if (entry.path().extension() == template_suffix)
      names.push_back(entry.path().filename().string());
  }
  if (failure) return config_error("cannot read " + source + "/man: " + failure.message());
  std::sort(names.begin(), names.end());
  std::vector<Artefact> pages;
  for (const std::string& name : names) {
    auto text = read_file(source + "/man/" + name, template_bytes_max);
    if (!text) return std::move(text).error();
    pages.push_back({"man/" + name.substr(0, name.size() - template_suffix.size()),
                     filled(name, *std::move(text))});
  }
  return pages;
}

}  // namespace streamctl::cli
