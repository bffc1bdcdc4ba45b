// The event types of a hook as people name them.
#pragma once

#include <string>
#include <vector>

#include "context.h"
#include "core/result.h"

namespace streamctl::cli {

struct HookTypesOption {
  std::string name;        ///< "--types"
  std::string force;       ///< The option that takes a misspelt type as it is; empty: none.
  bool is_forced = false;  ///< It is given.
};

/// The types that the values of an option name, each once. A value is a list of types and globs,
/// separated by commas. Stream knows no globs, so each glob is replaced by the types of the
/// catalogue that match it; "*" is all types, future ones too, which is the empty list. Warns about
/// a type that the catalogue does not have. Kind usage: an empty part, a glob that matches nothing,
/// or a probable misspelling that is not forced, as a hook for it receives nothing.
Result<std::vector<std::string>> read_hook_types(const HookTypesOption& option,
                                                 const std::vector<std::string>& values,
                                                 Context& context);

}  // namespace streamctl::cli
