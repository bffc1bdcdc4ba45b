#include "args/foreign_words.h"

#include <map>

namespace streamctl::cli {

std::string hint_for_command(const std::string& word) {
  static const std::map<std::string, std::string> hints{
      {"trigger", "did you mean 'forge'? It sends an event: streamctl forge call.created"},
      {"resend",
       "did you mean 'replay'? It sends captured events again: streamctl replay --last 1"},
      {"retrigger",
       "did you mean 'replay'? It sends captured events again: streamctl replay --last 1"},
      {"tail", "did you mean 'watch', for the events of a call, or 'listen', for webhooks?"},
      {"login", "did you mean 'config set'? It keeps the app's key and secret"}};
  const auto found = hints.find(word);
  return found == hints.end() ? "" : found->second;
}

std::string our_option(const std::string& option) {
  static const std::map<std::string, std::string> names{{"--events", "--type"},
                                                        {"--override", "--set"}};
  const auto found = names.find(option);
  return found == names.end() ? "" : found->second;
}

}  // namespace streamctl::cli
