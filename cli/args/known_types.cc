#include "args/known_types.h"

#include <algorithm>

#include "core/glob.h"
#include "core/text.h"
#include "error_report.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

constexpr const char* wildcards = "*?[";

bool is_known(const std::string& glob) {
  const auto& types = webhook::event_types();
  return std::any_of(types.begin(), types.end(),
                     [&](const webhook::EventType& type) { return glob_match(glob, type.name); });
}

/// Every type, and the globs of their families: "call.*", "call.recording_*".
std::vector<std::string> candidates() {
  std::vector<std::string> all;
  for (const webhook::EventType& type : webhook::event_types()) {
    all.push_back(type.name);
    for (auto end = type.name.find_first_of("._"); end != std::string::npos;
         end = type.name.find_first_of("._", end + 1))
      all.push_back(type.name.substr(0, end + 1) + "*");
  }
  return all;
}

std::string_view family_of(std::string_view type) {
  return type.substr(0, type.find('.'));
}

/// Matches types like "message.new": Stream's other products send events to the same hooks.
bool is_of_another_product(const std::string& type) {
  if (type.find('.') == std::string::npos || type.find(',') != std::string::npos) return false;
  if (nearest(type, candidates())) return false;
  const auto& types = webhook::event_types();
  return std::none_of(types.begin(), types.end(), [&](const webhook::EventType& known) {
    return family_of(known.name) == family_of(type);
  });
}

std::string advice(const std::string& option, const std::string& glob) {
  if (glob.find(',') != std::string::npos) return "give " + option + " once for each type";
  if (const auto meant = nearest(glob, candidates())) return "did you mean '" + *meant + "'?";
  return "'streamctl events' lists them";
}

}  // namespace

void warn_of_unknown_types(const std::string& option, const std::vector<std::string>& types,
                           Context& context) {
  for (const std::string& glob : types) {
    if (is_known(glob) || is_of_another_product(glob)) continue;
    const bool is_glob = glob.find_first_of(wildcards) != std::string::npos;
    report_warning(context,
                   option + ": " +
                       (is_glob ? "no known event type matches '" : "unknown event type '") +
                       printable(glob) + "'; " + advice(option, glob));
  }
}

void warn_of_call(const std::string& glob, Context& context) {
  if (glob.empty() || glob.find_first_of(std::string(":") + wildcards) != std::string::npos) return;
  report_warning(context, "--call: no call has the CID '" + printable(glob) +
                              "', which is TYPE:ID; did you mean '*:" + printable(glob) + "'?");
}

}  // namespace streamctl::cli
