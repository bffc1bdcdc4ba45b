// What an event says in a few words: who, and the facts that matter for its type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace streamctl::cli {

/// Facts of the event `body`, all printable.
struct EventFacts {
  std::string type;      ///< As the body has it; may be empty.
  std::string call_cid;  ///< May be empty.
  /// The user whom it names: "john"; "by john" for the creator of a call; "john, jane and 3 more"
  /// for members. Empty if it names none.
  std::string who;
  std::string user;  ///< The id of the one user whom it names: "john", or empty.
  /// What a reader of one line looks for, the most important first: custom data
  /// (of the event, else of the call that it is about), "reason kicked",
  /// "egress 1f2e3d4c", the name of a recording's file.
  std::vector<std::string> others;
};

EventFacts facts_of(std::string_view body);

}  // namespace streamctl::cli
