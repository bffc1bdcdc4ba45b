#include "render/explanations.h"

#include <algorithm>

#include "core/text.h"
#include "delivery/explanation.h"
#include "render/curl_command.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t types_explained_max = 100;

bool is_plain(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_' || byte == '.';
  });
}

}  // namespace

std::string Explanations::once(const delivery::Attempt& attempt, const std::string& url,
                               const Terminal& terminal, const std::string& again) {
  const auto explanation = delivery::explain(attempt, url);
  if (!explanation || !told_.emplace(url, explanation->kind).second) return "";
  std::string text = flowed(
      {{"hint:", Style::bold}, {" " + explanation->what + "; " + explanation->step}}, 6, terminal);
  if (!again.empty()) text += "      to send it again: " + again + '\n';
  return text;
}

std::string Explanations::no_target_once(const std::string& type) {
  if (types_told_.size() >= types_explained_max || !types_told_.insert(type).second) return "";
  const std::string what = type.empty() ? "events without a type" : "the type " + printable(type);
  return "no --forward-to is for " + what + ": not forwarded\n";
}

std::string replay_command(const std::string& record, const std::string& webhook_id,
                           const delivery::Attempt& attempt, const std::string& url) {
  if (!is_plain(webhook_id) || webhook_id.starts_with('-')) return "";
  const std::string better = delivery::better_url(attempt);
  return "streamctl replay " + (record.empty() ? "" : shell_word(record) + ' ') + "--id " +
         webhook_id + " --last 1 --to " + shell_word(printable(better.empty() ? url : better));
}

}  // namespace streamctl::cli
