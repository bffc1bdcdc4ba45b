#include "render/snapshots.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "core/text.h"
#include "core/units.h"
#include "render/json_walk.h"
#include "render/layout.h"

namespace streamctl::cli {
namespace {

using Parts = std::vector<std::string>;

constexpr std::array<std::string_view, 4> users{"user", "me", "blocked_by_user", "kicked_by_user"};
constexpr std::array<std::string_view, 6> others{"call",  "members",    "participant",
                                                 "users", "created_by", "capabilities_by_role"};
constexpr std::size_t named_members_max = 5;

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void add(Parts& parts, std::string_view text, const std::string& front = "") {
  if (!text.empty()) parts.push_back(front + printable_name(text));
}

void add_if(Parts& parts, std::string_view value, const char* word) {
  if (value == "true") parts.emplace_back(word);
}

Parts parts_of_call(const JsonMembers& call, std::size_t members) {
  Parts parts;
  add(parts, call.scalar("cid"));
  if (members > 0) parts.push_back(count_text(members) + (members == 1 ? " member" : " members"));
  add(parts, call.scalar("created_by.id"), "by ");
  const std::string_view backstage = call.value("backstage");
  if (!call.scalar("ended_at").empty()) {
    parts.emplace_back("ended");
  } else if (!backstage.empty()) {
    parts.emplace_back(backstage == "true" ? "backstage" : "live");
  }
  add_if(parts, call.value("recording"), "recording");
  add_if(parts, call.value("transcribing"), "transcribing");
  add_if(parts, call.value("egress.broadcasting"), "broadcasting");
  return parts;
}

Parts parts_of_user(const JsonMembers& user) {
  Parts parts;
  const std::string_view id = user.scalar("id");
  add(parts, id);
  if (const std::string_view name = user.scalar("name"); name != id) add(parts, name);
  add(parts, user.scalar("role"));
  return parts;
}

Parts parts_of_participant(const JsonMembers& participant) {
  Parts parts;
  const std::string_view id = participant.scalar("user.id");
  add(parts, id.empty() ? participant.scalar("user_id") : id);
  add(parts, short_id(participant.scalar("user_session_id")), "session ");
  add(parts, participant.scalar("role"));
  return parts;
}

/// "7: john, jane, … and 2 more".
std::string counted(std::size_t count, Parts names) {
  if (count > names.size()) names.push_back("and " + count_text(count - names.size()) + " more");
  return count_text(count) + (names.empty() ? "" : ": ") + joined(names, ", ");
}

std::string summary_of_members(std::string_view members) {
  std::size_t count = 0;
  Parts names;
  for_each_element(members, [&](std::string_view member) {
    if (count++ >= named_members_max) return;
    const JsonMembers fields(member);
    const std::string_view id = fields.scalar("user_id");
    add(names, id.empty() ? fields.scalar("user.id") : id);
  });
  return counted(count, std::move(names));
}

std::string summary_of_keys(std::string_view object) {
  std::size_t count = 0;
  Parts names;
  for_each_member(object, [&](std::string_view key, std::string_view /*value*/) {
    if (count++ < named_members_max) add(names, key);
  });
  return counted(count, std::move(names));
}

}  // namespace

bool is_snapshot(std::string_view key, std::string_view parent) {
  // Custom data may have any names, and is what its reader looks for.
  if (!parent.empty()) return key == "user" && parent != "custom";
  return contains(users, key) || contains(others, key);
}

std::size_t SnapshotSummaries::members() {
  if (!members_) {
    members_ = 0;
    for_each_element(JsonMembers(event_).value("members"),
                     [this](std::string_view /*member*/) { ++*members_; });
  }
  return *members_;
}

std::string SnapshotSummaries::of(std::string_view key, std::string_view value) {
  if (key == "call") return joined(parts_of_call(JsonMembers(value), members()), ", ");
  if (key == "participant") return joined(parts_of_participant(JsonMembers(value)), ", ");
  if (value.starts_with('[')) return summary_of_members(value);
  if (key == "users" || key == "capabilities_by_role") return summary_of_keys(value);
  return joined(parts_of_user(JsonMembers(value)), ", ");
}

}  // namespace streamctl::cli
