#include "args/options.h"

#include "core/text.h"

namespace streamctl::cli {
namespace {

/// The long name in `names`, else the first: "--output" of "-o,--output", "TYPE" of "TYPE".
std::string main_name(const std::string& names) {
  for (const auto name : split(names, ',')) {
    if (name.starts_with("--")) return std::string(name);
  }
  return std::string(split(names, ',').front());
}

}  // namespace

Error option_error(const std::string& names, const std::string& what, const std::string& hint) {
  return usage_error(main_name(names) + ": " + what, hint);
}

}  // namespace streamctl::cli
