#include "args/foreign_words.h"

#include <map>
#include <set>

namespace streamctl::cli {
namespace {

using Hints = std::map<std::string, std::string>;

std::string find(const Hints& hints, const std::string& word) {
  const auto found = hints.find(word);
  return found == hints.end() ? "" : found->second;
}

}  // namespace

std::string hint_for_command(const std::string& word, const std::string& command) {
  static const Hints in_emulator{
      {"trigger",
       "did you mean 'push'? Its events come from the emulator: streamctl emulator push "
       "call.created"},
      {"tail", "did you mean 'log'? It shows what the emulator did"},
      {"logs", "did you mean 'log'? It shows what the emulator did"}};
  static const Hints elsewhere{
      {"trigger", "did you mean 'forge'? It sends an event: streamctl forge call.created"},
      {"resend",
       "did you mean 'replay'? It sends captured events again: streamctl replay --last 1"},
      {"retrigger",
       "did you mean 'replay'? It sends captured events again: streamctl replay --last 1"},
      {"tail", "did you mean 'watch', for the events of a call, or 'listen', for webhooks?"},
      {"login", "did you mean 'config set'? It keeps the app's key and secret"}};
  std::string hint = command == "streamctl emulator" ? find(in_emulator, word) : "";
  return hint.empty() ? find(elsewhere, word) : hint;
}

std::string hint_for_option(const std::string& option, const std::string& command) {
  static const std::set<std::string> for_types{"--event", "--events", "--type", "--types"};
  static const Hints with_types{{"streamctl forge", "call.created call.ended"},
                                {"streamctl emulator push", "call.created"},
                                {"streamctl events show", "call.created"},
                                {"streamctl events example", "call.created"}};
  const std::string types = find(with_types, command);
  if (types.empty() || for_types.count(option) == 0) return "";
  return "types are given without an option: " + command + " " + types;
}

std::string our_option(const std::string& option) {
  static const Hints names{{"--events", "--type"},
                           {"--override", "--set"},
                           {"--add", "--set"},
                           {"--remove", "--unset"},
                           {"--skip-verify", "--insecure"},
                           {"-k", "--insecure"},
                           {"--print-json", "--output"},
                           {"--format", "--output"},
                           {"-F", "--field"},
                           {"--raw-field", "--field"},
                           {"--input", "--data"}};
  return find(names, option);
}

}  // namespace streamctl::cli
