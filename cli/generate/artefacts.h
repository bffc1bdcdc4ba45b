// The generated files: completions and man pages, from the command tree and from templates.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "generate/command_doc.h"

namespace streamctl::cli {

struct Artefact {
  std::string path;  ///< Relative to the source root: "completions/streamctl.bash".
  std::string text;
  bool operator==(const Artefact&) const = default;
};

/// The files generated from the command tree. They depend only on the tree: no date, no host.
std::vector<Artefact> artefacts(const CommandDoc& root);

std::string bash_completion(const CommandDoc& root);
std::string zsh_completion(const CommandDoc& root);
std::string fish_completion(const CommandDoc& root);

/// The man page of one command; nested commands have separate pages.
std::string command_page(const CommandDoc& command);
/// The pages that describe no command, such as streamctl-capture(5): each man/*.in under `source`,
/// with the version filled in. Kind config: a template that cannot be read.
Result<std::vector<Artefact>> topic_pages(const std::string& source);

/// How every page is set: ragged right, without hyphenation, since names contain hyphens.
inline constexpr const char* man_preamble = ".nh\n.ad l\n";

/// The command that a shell runs while completing: `streamctl __complete KIND WORD`; WORD is what
/// was typed of the word.
inline constexpr const char* complete_command = "__complete";

/// The kind of completions that consist of several words with commas between them.
inline constexpr const char* steps_kind = "steps";

/// The kind of completions for a metavar: "types", "scenarios", "profiles"…; empty for any other.
std::string dynamic_kind(const std::string& metavar);

/// The shared options to complete: all but those that only the root accepts.
std::vector<OptionDoc> shared_options(const CommandDoc& root);

/// `command` and all commands below it, outermost first.
std::vector<const CommandDoc*> flattened(const CommandDoc& command);

}  // namespace streamctl::cli
