#include "args/help_words.h"

#include <algorithm>
#include <utility>

#include "args/foreign_words.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr const char* help_word = "help";
constexpr const char* help_option = "--help";

const HelpNode* find_below(const HelpNode& node, const std::string& name) {
  const auto found = std::find_if(node.below.begin(), node.below.end(),
                                  [&](const HelpNode& one) { return one.name == name; });
  return found == node.below.end() ? nullptr : &*found;
}

/// The place of the word "help", if only names of commands precede it, the last of which groups
/// others: "help", "emulator help".
std::vector<std::string>::iterator help_place(std::vector<std::string>& words,
                                              const HelpNode& root) {
  const HelpNode* node = &root;
  for (auto word = words.begin(); word != words.end() && !node->below.empty(); ++word) {
    if (*word == help_word) return word;
    node = find_below(*node, *word);
    if (node == nullptr) break;
  }
  return words.end();
}

/// `path` is the full name of `node`.
Error unknown_subject(const std::string& word, const HelpNode& node, const std::string& path,
                      bool is_root, const std::vector<std::string>& topics) {
  std::vector<std::string> names;
  for (const HelpNode& below : node.below)
    names.push_back(below.name);
  if (is_root) names.insert(names.end(), topics.begin(), topics.end());
  const std::string what = std::string("unknown ") + (is_root ? "topic '" : "command '");
  std::string hint = is_root ? hint_for_command(word, path) : "";
  if (hint.empty()) {
    const auto meant = nearest(word, names);
    hint = meant     ? "did you mean '" + *meant + "'?"
           : is_root ? "topics are " + joined(topics, ", ") +
                           ", and the commands that 'streamctl --help' lists"
                     : "see '" + path + " --help'";
  }
  return usage_error(what + printable(word) + "'", hint);
}

/// The words that are no options, and no values of the root's options.
std::vector<std::string> subjects(const std::vector<std::string>& words, const HelpNode& root) {
  std::vector<std::string> found;
  for (auto word = words.begin(); word != words.end(); ++word) {
    const auto& options = root.value_options;
    if (std::find(options.begin(), options.end(), *word) != options.end()) {
      if (++word == words.end()) break;
    } else if (!word->starts_with('-')) {
      found.push_back(*word);
    }
  }
  return found;
}

}  // namespace

Result<HelpWords> read_help(std::vector<std::string> words, const HelpNode& root,
                            const std::vector<std::string>& topics) {
  const auto place = help_place(words, root);
  if (place == words.end()) return HelpWords{std::move(words), ""};
  words.erase(place);
  HelpWords result;
  const auto asked = subjects(words, root);
  if (!asked.empty() && std::find(topics.begin(), topics.end(), asked[0]) != topics.end()) {
    if (asked.size() > 1)
      return usage_error("unexpected argument '" + printable(asked[1]) + "'",
                         "see '" + root.name + " help " + asked[0] + "'");
    result.topic = asked[0];
    words.erase(std::find(words.begin(), words.end(), asked[0]));
  } else {
    const HelpNode* node = &root;
    std::string path = root.name;
    for (const std::string& word : asked) {
      if (word == help_word) continue;  // "help help"
      const HelpNode* below = find_below(*node, word);
      if (below == nullptr) return unknown_subject(word, *node, path, node == &root, topics);
      node = below;
      path += ' ' + below->name;
    }
    words.erase(std::remove(words.begin(), words.end(), help_word), words.end());
  }
  words.emplace_back(help_option);
  result.words = std::move(words);
  return result;
}

}  // namespace streamctl::cli
