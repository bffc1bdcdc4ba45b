#include "webhook/overrides.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace streamctl::webhook {
namespace {

constexpr std::size_t shown_max = 200;  // A path of megabytes is not repeated.

}  // namespace

Result<Override> parse_override(std::string_view text) {
  const auto equals = equals_behind_path(text);
  const bool is_json = equals != std::string_view::npos && equals > 0 && text[equals - 1] == ':';
  const auto path =
      text.substr(0, equals == std::string_view::npos ? 0 : equals - (is_json ? 1 : 0));
  if (path.empty()) {
    return usage_error("bad setting '" + printable(text) + "'", "write it path=text or path:=json");
  }
  if (auto good = check_path(path); !good)
    return std::move(good).error().in("bad setting '" + printable(text.substr(0, shown_max)) + "'");
  const auto value = text.substr(equals + 1);
  if (!is_json) return Override{std::string(path), Json(std::string(value))};
  auto parsed = parse_json(value, Digits::kept);
  if (!parsed) {
    return usage_error("bad setting '" + printable(text) + "': " + parsed.error().what,
                       "path:=json takes JSON; path=text takes it as a string");
  }
  return Override{std::string(path), *std::move(parsed)};
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
