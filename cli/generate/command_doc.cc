#include "generate/command_doc.h"

#include <algorithm>

#include "core/text.h"

namespace streamctl::cli {

std::vector<OptionGroup> grouped(const std::vector<OptionDoc>& options) {
  std::vector<OptionGroup> groups;
  for (const auto& option : options) {
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const OptionGroup& group) { return group.name == option.group; });
    if (found == groups.end()) found = groups.insert(groups.end(), {option.group, {}});
    found->options.push_back(option);
  }
  return groups;
}

std::vector<std::string> words_of(const std::string& metavar) {
  std::vector<std::string> words;
  if (metavar.find('|') == std::string::npos) return words;
  for (const auto word : split(metavar, '|'))
    words.emplace_back(word);
  return words;
}

}  // namespace streamctl::cli
