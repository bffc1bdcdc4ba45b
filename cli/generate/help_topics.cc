#include "generate/help_topics.h"

#include <algorithm>

#include "core/text.h"
#include "generate/help_topics_text.h"
#include "generate/plain_page.h"
#include "generate/wrapped.h"
#include "render/table.h"
#include "webhook/scenario.h"

namespace streamctl::cli {
namespace {

std::string built_in_scenarios(const Terminal& terminal) {
  std::vector<std::vector<Cell>> rows;
  for (const auto& scenario : webhook::scenarios())
    rows.push_back({{scenario.name, Style::bold}, {scenario.description}});
  return table({"SCENARIO", "STORY"}, rows, terminal);
}

}  // namespace

const std::vector<std::string>& help_topics() {
  static const std::vector<std::string> topics{"environment", "exit-codes", "queues", "scenarios",
                                               "json"};
  return topics;
}

std::string topics_text(const Terminal& terminal) {
  return "\n" + terminal.paint(Style::bold, "Topics:") + "\n" +
         wrapped("'streamctl help TOPIC' tells about " + joined(help_topics(), ", ") + ".", 2,
                 std::min(terminal.width, page_columns_max));
}

std::optional<std::string> topic_text(const std::string& name, const Terminal& terminal) {
  if (name == "environment")
    return plain_page(streamctl_environment_text, {"ENVIRONMENT", "CONFIGURATION"}, terminal);
  if (name == "exit-codes") return plain_page(streamctl_environment_text, {"EXIT CODES"}, terminal);
  if (name == "queues") return plain_page(streamctl_queues_text, {}, terminal);
  if (name == "scenarios")
    return plain_page(streamctl_scenarios_text, {}, terminal) + built_in_scenarios(terminal);
  if (name == "json") return plain_markdown(json_lines_text, terminal);
  return std::nullopt;
}

}  // namespace streamctl::cli
