#include "args/hook_types.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "args/options.h"
#include "core/glob.h"
#include "core/text.h"
#include "error_report.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

using Types = std::vector<std::string>;

constexpr std::string_view everything = "*";

Result<Types> matching(const HookTypesOption& option, const std::string& glob) {
  Types types = webhook::webhook_types();
  std::erase_if(types, [&](const std::string& type) { return !glob_match(glob, type); });
  if (types.empty())
    return option_error(option.name, "'" + printable(glob) + "' matches no type that Stream sends",
                        "'streamctl events' lists them");
  return types;
}

Result<Types> exactly(const HookTypesOption& option, std::string type, Context& context) {
  if (webhook::find_event_type(type) == nullptr) {
    const Error unknown = webhook::unknown_type(type);
    std::string hint = unknown.hint;
    if (!option.force.empty())
      hint += (hint.ends_with('?') ? " " : "; ") + option.force + " takes it as it is";
    if (webhook::is_slip(type) && !option.is_forced)
      return option_error(option.name, unknown.what, hint);
    report_warning(context, unknown.what + "; Stream may know it");
  }
  return Types{std::move(type)};
}

}  // namespace

Result<Types> read_hook_types(const HookTypesOption& option, const std::vector<std::string>& values,
                              Context& context) {
  Types types;
  bool is_all = false;
  for (const std::string& list : values) {
    if (list.empty()) continue;
    for (const auto item : split(list, ',')) {
      std::string part(trimmed(item));
      if (part.empty())
        return option_error(option.name, "it has an empty part",
                            "write it as call.created,call.ended");
      is_all = is_all || part == everything;
      const bool is_glob = part.find_first_of("*?[") != std::string::npos;
      auto named = is_glob ? matching(option, part) : exactly(option, std::move(part), context);
      if (!named) return named;
      for (std::string& type : *named) {
        if (std::find(types.begin(), types.end(), type) == types.end())
          types.push_back(std::move(type));
      }
    }
  }
  return is_all ? Types{} : types;
}

}  // namespace streamctl::cli
