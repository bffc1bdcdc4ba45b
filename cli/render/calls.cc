#include "render/calls.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <utility>

#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "render/layout.h"
#include "render/table.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t call_label_columns = 12;
constexpr std::size_t members_shown_max = 8;
constexpr std::size_t value_bytes_max = 2048;
/// Numbers below are no nanoseconds since 1970, at least of this century.
constexpr std::int64_t nanoseconds_least = 946'684'800'000'000'000;

bool is_time(const std::string& key, const Json& value) {
  constexpr std::array<std::string_view, 3> others{"last_active", "ban_expires",
                                                   "revoke_tokens_issued_before"};
  return (key.ends_with("_at") || std::count(others.begin(), others.end(), key) > 0) &&
         value.is_number_integer() && value >= nanoseconds_least && value <= INT64_MAX;
}

/// `value` with the server API's times, nanoseconds since 1970, as RFC 3339. Custom data is kept.
Json with_times(Json value) {
  if (!value.is_structured()) return value;
  for (auto it = value.begin(); it != value.end(); ++it) {
    const std::string key = value.is_object() ? it.key() : "";
    if (is_time(key, *it))
      *it = rfc3339_trimmed(WallTime{std::chrono::nanoseconds{it->get<std::int64_t>()}});
    else if (key != "custom")
      *it = with_times(std::move(*it));
  }
  return value;
}

const Json& at(const Json& object, const char* key) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

/// Appends the fields of `more` that `line` does not have.
std::string with_fields(Json line, const Json& more) {
  const Json shown = with_times(more);
  for (const auto& [key, value] : shown.items()) {
    if (!line.contains(key) && key != "duration") line[key] = value;
  }
  return json_line(line);
}

/// A time of the API in the machine's time zone; empty if there is none.
std::string local_text(const Json& object, const char* key) {
  const Json text = with_times(Json{{key, at(object, key)}})[key];
  const auto time =
      text.is_string() ? parse_rfc3339(text.get_ref<const std::string&>()) : std::nullopt;
  if (!time) return "";
  return local_time_text(std::chrono::floor<std::chrono::seconds>(*time));
}

std::string name_of(const Json& user) {
  const std::string id = text_at(user, "id");
  const std::string name = text_at(user, "name");
  return printable_name(id) + (name.empty() || name == id ? "" : " (" + printable_name(name) + ")");
}

std::string id_of(const Json& member) {
  const std::string id = text_at(member, "user_id");
  return printable_name(id.empty() ? text_at(at(member, "user"), "id") : id);
}

std::string members_text(const Json& members) {
  if (!members.is_array() || members.empty()) return "none";
  std::string text;
  for (std::size_t i = 0; i < members.size() && i < members_shown_max; ++i) {
    const std::string role = text_at(members[i], "role");
    text += (i == 0 ? "" : ", ") + id_of(members[i]) +
            (role.empty() ? "" : " (" + printable_name(role) + ")");
  }
  if (members.size() > members_shown_max)
    text += ", and " + std::to_string(members.size() - members_shown_max) + " more";
  return text;
}

std::string session_text(const Json& call) {
  const Json& session = at(call, "session");
  if (!session.is_object()) return "";
  const std::string ended = local_text(session, "ended_at");
  if (!ended.empty()) return "ended " + ended;
  const Json& participants = at(session, "participants");
  const std::size_t count = participants.is_array() ? participants.size() : 0;
  const std::string since = local_text(session, "started_at");
  return (count == 1 ? "1 participant" : std::to_string(count) + " participants") +
         (since.empty() ? "" : ", since " + since);
}

Run state_of(const Json& call) {
  if (!local_text(call, "ended_at").empty()) return {"ended", Style::red};
  if (at(call, "backstage") == true) return {"backstage", Style::yellow};
  const Json& session = at(call, "session");
  const bool is_running = session.is_object() && local_text(session, "ended_at").empty();
  return is_running ? Run{"in session", Style::green} : Run{"no session", Style::dim};
}

/// What is going on besides: "recording, transcribing".
std::string activities_text(const Json& call) {
  std::string text;
  for (const char* name : {"recording", "transcribing", "captioning", "translating"}) {
    if (at(call, name) == true) text += (text.empty() ? "" : ", ") + std::string(name);
  }
  if (at(at(call, "egress"), "broadcasting") == true)
    text += std::string(text.empty() ? "" : ", ") + "broadcasting";
  return text;
}

std::string json_text(const Json& value) {
  if (!value.is_object() || value.empty()) return "";
  const std::string text = json_line(value);
  const auto front = cut_to_bytes(text, value_bytes_max);
  return std::string(front) + (front.size() < text.size() ? "…" : "");
}

/// Collects "label  value" lines; values that are empty have none.
class Facts {
 public:
  Facts(Runs title, const Terminal& terminal)
      : terminal_(terminal), text_(flowed(title, 2, terminal)) {}

  void add(const char* label, const std::string& value) {
    if (value.empty()) return;
    text_ += flowed({{"  " + padded(label, call_label_columns), Style::dim, true}, {value}},
                    call_label_columns + 2, terminal_);
  }

  std::string take() { return std::move(text_); }

 private:
  const Terminal& terminal_;
  std::string text_;
};

std::string list_text(const Json& words) {
  std::string text;
  for (const Json& word : words) {
    if (word.is_string())
      text += (text.empty() ? "" : ", ") + printable_name(word.get_ref<const std::string&>());
  }
  return text;
}

}  // namespace

std::string call_json(std::string_view cid, const Json& answer, std::chrono::nanoseconds duration) {
  Json line{{"kind", "call"}, {"call_cid", cid}};
  line["duration_ms"] = milliseconds_of(duration);
  return with_fields(std::move(line), answer);
}

std::string render_call(std::string_view cid, const Json& answer, const Terminal& terminal) {
  const Json& call = at(answer, "call");
  Facts facts({{printable(cid), Style::bold}, {"  "}, state_of(call)}, terminal);
  const std::string created = local_text(call, "created_at");
  facts.add("created",
            created + (created.empty() ? "by " : " by ") + name_of(at(call, "created_by")));
  facts.add("starts", local_text(call, "starts_at"));
  facts.add("ended", local_text(call, "ended_at"));
  facts.add("members", members_text(at(answer, "members")));
  facts.add("session", session_text(call));
  facts.add("now", activities_text(call));
  facts.add("team", printable_name(text_at(call, "team")));
  facts.add("blocked", list_text(at(call, "blocked_user_ids")));
  facts.add("custom", json_text(at(call, "custom")));
  return facts.take();
}

std::string member_json(std::string_view cid, const Json& member) {
  return with_fields({{"kind", "member"}, {"call_cid", cid}}, member);
}

std::string render_members(const std::vector<Json>& members, const Terminal& terminal) {
  std::vector<std::vector<Cell>> rows;
  for (const Json& member : members) {
    const Json& user = at(member, "user");
    rows.push_back({{id_of(member), Style::bold},
                    {printable_name(text_at(member, "role")), Style::cyan},
                    {printable_name(text_at(user, "name"))},
                    {local_text(member, "created_at")},
                    {json_text(at(member, "custom"))}});
  }
  return table({"USER", "ROLE", "NAME", "SINCE", "CUSTOM"}, rows, terminal);
}

std::string user_json(const Json& user) {
  return with_fields({{"kind", "user"}}, user);
}

std::string render_user(const Json& user, const Terminal& terminal) {
  const bool is_online = at(user, "online") == true;
  Facts facts({{printable(text_at(user, "id")), Style::bold},
               {"  "},
               is_online ? Run{"online", Style::green} : Run{"offline", Style::dim}},
              terminal);
  facts.add("name", printable_name(text_at(user, "name")));
  facts.add("role", printable_name(text_at(user, "role")));
  facts.add("teams", list_text(at(user, "teams")));
  facts.add("image", printable_name(text_at(user, "image")));
  facts.add("created", local_text(user, "created_at"));
  facts.add("last active", local_text(user, "last_active"));
  facts.add("deactivated", local_text(user, "deactivated_at"));
  facts.add("banned", at(user, "banned") == true ? "yes" : "");
  facts.add("custom", json_text(at(user, "custom")));
  return facts.take();
}

}  // namespace streamctl::cli
