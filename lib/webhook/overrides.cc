#include "webhook/overrides.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace streamctl::webhook {
namespace {

constexpr std::size_t shown_max = 200;  // Very long paths are not repeated.

}  // namespace

Result<Override> parse_override(std::string_view text) {
  const std::string bad = "bad setting '" + printable(cut_to_bytes(text, shown_max)) + "'";
  auto read = parse_assignment(text);
  if (!read) return std::move(read).error().in(bad);
  if (!*read) return usage_error(bad, "write it path=text or path:=json");
  return **std::move(read);
}

Result<void> apply(const std::vector<Override>& overrides, Json& event) {
  for (const Override& one : overrides) {
    if (auto set = set_path(event, one.path, one.value); !set) return set;
  }
  return {};
}

Result<void> apply(const Changes& changes, Json& event) {
  if (!changes.data.is_null()) merge_over(event, changes.data);
  if (auto set = webhook::apply(changes.set, event); !set) return set;
  for (const std::string& path : changes.unset) {
    if (auto removed = remove_path(event, path); !removed) return removed;
  }
  return {};
}

Result<std::optional<std::string>> changed(const Changes& changes, std::string_view body) {
  auto event = parse_json(body, Digits::kept);
  if (!event || !event->is_object())
    return usage_error("it is " + (event ? "no JSON object" : event.error().what) +
                       ", so nothing in it can be changed");
  const std::string before = json_line(*event);
  if (auto applied = webhook::apply(changes, *event); !applied) return std::move(applied).error();
  std::string after = json_line(*event);
  if (after == before) return std::optional<std::string>();
  return std::optional(std::move(after));
}

Json bare_event(std::string_view type, std::string_view call_cid, const Json& created_at) {
  Json event{{"type", type}, {"created_at", created_at}};
  if (!call_cid.empty()) event["call_cid"] = call_cid;
  return event;
}

}  // namespace streamctl::webhook
