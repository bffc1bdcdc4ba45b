#include "render/hooks.h"

#include <chrono>
#include <cstdint>

#include "core/json.h"
#include "core/masking.h"
#include "core/text.h"
#include "core/time_text.h"
#include "render/layout.h"
#include "render/table.h"
#include "stream/hooks.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t shown_types_max = 4;

/// The server API counts its times in nanoseconds.
bool is_time(std::string_view key, const Json& value) {
  return (key == "created_at" || key == "updated_at") && value.is_number_integer();
}

Json time_text(const Json& nanoseconds) {
  return rfc3339_trimmed(WallTime{std::chrono::nanoseconds{nanoseconds.get<std::int64_t>()}});
}

/// A hook as it is shown: without secrets, with times as text.
Json shown(const Json& hook) {
  Json made = masked(hook);
  for (auto& [key, value] : made.items()) {
    if (is_time(key, value)) value = time_text(value);
  }
  return made;
}

const char* verb_of(const std::optional<Json>& before, const std::optional<Json>& after) {
  if (!before) return "add";
  return after ? "update" : "remove";
}

std::string field_line(char sign, const std::string& key, const Json& value, Style style,
                       const Terminal& terminal) {
  const std::string text = std::string(1, sign) + " " + printable(key) + ": " + json_line(value);
  return "  " + terminal.paint(style, text) + "\n";
}

const char* word_of(HookVerdict::Status status) {
  if (status == HookVerdict::Status::ok) return "ok";
  return status == HookVerdict::Status::error ? "error" : "skipped";
}

}  // namespace

std::string hook_types_text(const std::vector<std::string>& types) {
  if (types.empty()) return "all";
  std::string text;
  for (std::size_t i = 0; i < types.size() && i < shown_types_max; ++i)
    text += (i == 0 ? "" : ", ") + printable_name(types[i]);
  if (types.size() > shown_types_max)
    text += ", and " + std::to_string(types.size() - shown_types_max) + " more";
  return text;
}

std::string render_hooks(const std::vector<Json>& hooks, const Terminal& terminal) {
  std::vector<std::vector<Cell>> rows;
  for (const Json& hook : hooks) {
    const stream::HookSummary one = stream::summary_of(hook);
    rows.push_back({{one.id.empty() ? "(the app's)" : printable_name(one.id), Style::bold},
                    {printable_name(one.kind), Style::cyan},
                    {printable_name(one.target)},
                    {hook_types_text(one.types)},
                    {one.enabled ? "on" : "off", one.enabled ? Style::green : Style::dim}});
  }
  return table({"ID", "KIND", "TARGET", "EVENTS", "STATE"}, rows, terminal);
}

std::string hook_json(const Json& hook) {
  Json line{{"kind", "hook"}};
  const Json fields = shown(hook);
  for (const auto& [key, value] : fields.items()) {
    if (key != "kind") line[key] = value;
  }
  return json_line(line);
}

std::string render_hook_change(const std::optional<Json>& before, const std::optional<Json>& after,
                               const Terminal& terminal) {
  const stream::HookSummary one = stream::summary_of(after ? *after : *before);
  std::string text = std::string("would ") + verb_of(before, after) + " " + printable(one.kind) +
                     " hook" + (one.id.empty() ? "" : " " + printable(one.id)) + ": " +
                     printable(one.target) + "\n";
  const Json old = before ? shown(*before) : Json::object();
  const Json now = after ? shown(*after) : Json::object();
  for (const auto& [key, value] : old.items()) {
    if (after && now.value(key, Json()) != value)
      text += field_line('-', key, value, Style::red, terminal);
  }
  for (const auto& [key, value] : now.items()) {
    if (!old.contains(key) || old[key] != value)
      text += field_line('+', key, value, Style::green, terminal);
  }
  return text;
}

std::string hook_change_json(const std::optional<Json>& before, const std::optional<Json>& after) {
  Json line{{"kind", "hook_change"}};
  line["change"] = verb_of(before, after);
  line["before"] = before ? shown(*before) : Json(nullptr);
  line["after"] = after ? shown(*after) : Json(nullptr);
  return json_line(line);
}

std::vector<std::string> hidden_secret_warnings(const std::vector<Json>& hooks) {
  std::vector<std::string> warnings;
  for (const Json& hook : hooks) {
    for (const std::string kind : {"sqs", "sns"}) {
      const bool uses_keys = hook.value("hook_type", Json()) == kind &&
                             hook.value(kind + "_auth_type", Json()) == "keys";
      const Json secret = hook.value(kind + "_secret", Json());
      if (uses_keys && (!secret.is_string() || secret == ""))
        warnings.push_back("the API does not show the secret of hook " +
                           printable(stream::summary_of(hook).id) +
                           ": see with 'streamctl hooks check' that it still has it");
    }
  }
  return warnings;
}

std::string kept_hook_line(const Json& hook, const std::string& why, const Terminal& terminal) {
  const stream::HookSummary one = stream::summary_of(hook);
  return flowed(
      {{"Kept hook " + printable_name(one.id) + ", " + printable_name(one.target) + ": " + why}}, 2,
      terminal);
}

std::vector<std::string> edit_warnings(const stream::EditedHooks& edited) {
  const auto name = [](const Json& hook) {
    const stream::HookSummary one = stream::summary_of(hook);
    return "hook " + printable(one.id) + " (" + printable(one.kind) + ", " + printable(one.target) +
           ")";
  };
  std::vector<std::string> warnings;
  for (const Json& hook : edited.vanished)
    warnings.push_back(name(hook) +
                       " was written back and is gone: either someone removed it at the same "
                       "moment, or the API did not keep it");
  for (const stream::HookChange& change : edited.restored)
    warnings.push_back(
        "someone else changed the hooks at the same moment; that was overwritten and "
        "is written again: " +
        name(change.after ? *change.after : *change.before) + (change.after ? "" : " is removed"));
  return warnings;
}

std::string render_verdict(const Json& hook, const HookVerdict& verdict, const Terminal& terminal) {
  const stream::HookSummary one = stream::summary_of(hook);
  std::string text;
  switch (verdict.status) {
    case HookVerdict::Status::ok:
      text = terminal.paint(Style::green, "ok");
      break;
    case HookVerdict::Status::error:
      text = terminal.paint(Style::red, "error");
      break;
    case HookVerdict::Status::skipped:
      text = terminal.paint(Style::dim, "skipped");
      break;
  }
  text += "  " + printable_name(one.kind) + "  " + printable_name(one.target);
  if (!verdict.detail.empty()) text += ": " + printable(cut_to_bytes(verdict.detail, 1024));
  return text + "\n";
}

std::string verdict_json(const Json& hook, const HookVerdict& verdict) {
  const stream::HookSummary one = stream::summary_of(hook);
  Json line{{"kind", "hook_check"}};
  line["id"] = one.id.empty() ? Json(nullptr) : Json(one.id);
  line["hook_type"] = one.kind;
  line["target"] = one.target;
  line["status"] = word_of(verdict.status);
  line["error"] = verdict.detail.empty() ? Json(nullptr) : Json(verdict.detail);
  return json_line(line);
}

}  // namespace streamctl::cli
