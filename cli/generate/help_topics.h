// The topics of `streamctl help TOPIC`: texts about no single command.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "terminal.h"

namespace streamctl::cli {

/// The names of the topics.
const std::vector<std::string>& help_topics();

/// The list of topics for the help of streamctl itself.
std::string topics_text(const Terminal& terminal);

/// The text of a topic, wrapped to the terminal's width; nullopt if there is none of this name. The
/// texts are those of the man pages and of docs/json-lines.md.
std::optional<std::string> topic_text(const std::string& name, const Terminal& terminal);

}  // namespace streamctl::cli
