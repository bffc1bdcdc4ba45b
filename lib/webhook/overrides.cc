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

Json bare_event(std::string_view type, std::string_view call_cid, const Json& created_at) {
  Json event{{"type", type}, {"created_at", created_at}};
  if (!call_cid.empty()) event["call_cid"] = call_cid;
  return event;
}

}  // namespace streamctl::webhook
