#include "public/hook_words.h"

#include <algorithm>
#include <cstddef>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "render/hooks.h"
#include "render/layout.h"
#include "stream/hooks.h"

namespace streamctl::cli {
namespace {

using stream::HookSummary;

/// Other hooks named at the start.
constexpr std::size_t others_named_max = 4;

/// The hook of this listener, or the one that makes it needless; null: neither.
const Json* hook_of(const Registered& done, const stream::HookMark& mark,
                    const std::vector<std::string>& types) {
  if (const Json* ours = stream::registered_hook(done.app.hooks, mark)) return ours;
  return stream::equivalent_hook(done.app.hooks, {mark, done.url, types});
}

/// The enabled hooks of the app except `own`.
std::vector<std::string> others(const Registered& done, const Json* own) {
  std::vector<std::string> names;
  const std::string own_id = own == nullptr ? "" : text_at(*own, "id");
  for (const Json& hook : done.app.all()) {
    const HookSummary one = stream::summary_of(hook);
    if (!one.enabled || (!own_id.empty() && one.id == own_id)) continue;
    names.push_back(printable_name(one.kind) + " " + printable_name(one.target) +
                    (stream::mark_of(hook) ? " (another listener)" : ""));
  }
  return names;
}

std::string others_line(const std::vector<std::string>& names, const Terminal& terminal) {
  if (names.empty()) return "";
  const std::size_t named = std::min(names.size(), others_named_max);
  std::string text = names.size() == 1 ? "Another hook of the app keeps receiving the events: "
                                       : std::to_string(names.size()) +
                                             " other hooks of the app keep receiving the events: ";
  for (std::size_t i = 0; i < named; ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (named < names.size()) text += " and " + std::to_string(names.size() - named) + " more";
  return flowed({{text}}, 2, terminal);
}

}  // namespace

std::string registered_lines(const Registered& done, const stream::HookMark& mark,
                             const std::vector<std::string>& types, const Terminal& terminal) {
  const Json* own = hook_of(done, mark, types);
  std::string text;
  for (const stream::HookChange& change : done.changes) {
    if (change.after) continue;
    const HookSummary left = stream::summary_of(*change.before);
    text += flowed({{"Removed the hook " + printable_name(left.id) +
                     " that an earlier run left: " + printable_name(left.target)}},
                   2, terminal);
  }
  if (own != nullptr) {
    const HookSummary one = stream::summary_of(*own);
    const bool is_ours = stream::mark_of(*own) == mark;
    text += flowed({{is_ours ? "Registered" : "Nothing to register: the app has",
                     is_ours ? Style::green : Style::plain},
                    {" the hook "},
                    {printable_name(one.id), Style::bold},
                    {" (" + (one.types.empty() ? "all types" : hook_types_text(one.types)) +
                     "): " + printable_name(stream::unmarked_url(one.target))}},
                   2, terminal);
  }
  text += others_line(others(done, own), terminal);
  if (!done.app.in_use)
    text +=
        flowed({{"The app still uses its older webhook settings (use_hook_v2 is off): event hooks "
                 "may not be sent to until that is changed in the dashboard",
                 Style::yellow}},
               2, terminal);
  return text;
}

std::string registered_json(const Registered& done, const stream::HookMark& mark,
                            const std::vector<std::string>& types) {
  Json line{{"kind", "registered"}};
  const Json* own = hook_of(done, mark, types);
  const HookSummary one = own == nullptr ? HookSummary{} : stream::summary_of(*own);
  line["id"] = one.id;
  line["url"] = one.target;
  line["event_types"] = one.types;
  return json_line(line);
}

std::string unregistered_line(const Json& hook, bool is_last, const Terminal& terminal) {
  const HookSummary one = stream::summary_of(hook);
  return flowed({{"Removed the hook " + printable_name(one.id) + " from the app" +
                  (is_last ? "" : " until the public address leads here again")}},
                2, terminal);
}

std::string unregistered_json(const Json& hook) {
  const HookSummary one = stream::summary_of(hook);
  Json line{{"kind", "unregistered"}};
  line["id"] = one.id;
  line["url"] = one.target;
  return json_line(line);
}

Error left_error(const Error& error, const std::optional<Json>& hook) {
  const std::string id = hook ? stream::summary_of(*hook).id : "";
  Error left = error;
  left.what = "the hook " + (id.empty() ? "" : printable_name(id) + " ") +
              "may still be in the app: " + error.what;
  left.hint = "'streamctl hooks prune' removes it, and so does the next start of this listener";
  return left;
}

}  // namespace streamctl::cli
