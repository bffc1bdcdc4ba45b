#include "render/event_facts.h"

#include <array>
#include <cstddef>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "render/json_walk.h"
#include "render/layout.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

/// Where an event names its user, the most specific first.
constexpr std::array<std::string_view, 9> user_paths{"user.id",
                                                     "participant.user.id",
                                                     "participant.user_id",
                                                     "user_id",
                                                     "reaction.user.id",
                                                     "closed_caption.user.id",
                                                     "closed_caption.speaker_id",
                                                     "from_user_id",
                                                     "me.id"};
constexpr std::size_t named_max = 2;

struct Fact {
  std::string_view path;
  std::string_view label;  ///< With a space behind it; may be empty.
  bool is_id = false;      ///< Shown short.
};
constexpr std::array<Fact, 21> known_facts{{{"custom", ""},
                                            {"reason", "reason "},
                                            {"error", "error "},
                                            {"error.message", "error "},
                                            {"message", ""},
                                            {"rating", "rating "},
                                            {"call_recording.filename", ""},
                                            {"call_transcription.filename", ""},
                                            {"call_recording.url", ""},
                                            {"call_transcription.url", ""},
                                            {"url", ""},
                                            {"hls_playlist_url", ""},
                                            {"name", "name "},
                                            {"egress_id", "egress ", true},
                                            {"reaction.type", "reaction "},
                                            {"closed_caption.text", ""},
                                            {"digit", "digit "},
                                            {"permissions", "permissions "},
                                            {"muted_user_ids", "muted "},
                                            {"blocked_by_user.id", "by "},
                                            {"kicked_by_user.id", "by "}}};

/// An object or array on one line: without white space between its values.
std::string compacted(std::string_view value) {
  const std::string_view front = cut_to_bytes(value, name_columns_max * bytes_a_column_max);
  std::string text;
  for (std::size_t at = skip_blank(front, 0); at < front.size(); at = skip_blank(front, at)) {
    const std::size_t length = front[at] == '"' ? string_length(front.substr(at)) : 1;
    text += front.substr(at, length);
    at += length;
  }
  return printable_name(text);
}

/// "john, jane and 3 more": the elements, or the scalar at `path` in each.
std::string listed(std::string_view array, std::string_view path = {}) {
  std::vector<std::string> names;
  std::size_t count = 0;
  for_each_element(array, [&](std::string_view element) {
    if (count++ >= named_max) return;
    names.push_back(
        printable_name(path.empty() ? scalar_in(element) : JsonMembers(element).scalar(path)));
  });
  const std::string more =
      count > names.size() ? " and " + count_text(count - names.size()) + " more" : "";
  return joined(names, ", ") + more;
}

/// As a reader writes it; empty if there is nothing to say.
std::string words_of(const Fact& fact, std::string_view value) {
  if (value.starts_with('{')) {
    const bool is_empty = skip_blank(value, 1) + 1 >= value.size();
    return is_empty || fact.path != "custom" ? "" : compacted(value);
  }
  if (value.starts_with('[')) return listed(value);
  const std::string_view scalar = scalar_in(value);
  return fact.is_id ? short_id(scalar) : printable_name(scalar);
}

std::string user_in(const JsonMembers& event) {
  for (const std::string_view path : user_paths)
    if (const std::string_view id = event.scalar(path); !id.empty()) return printable_name(id);
  return "";
}

/// Whom an event names that has no single user.
std::string others_named_in(const JsonMembers& event) {
  const std::string_view type = event.scalar("type");
  if (type.starts_with("call.member_")) return listed(event.value("members"), "user_id");
  const std::string_view creator =
      type == "call.created" ? event.scalar("call.created_by.id") : std::string_view();
  return creator.empty() ? "" : "by " + printable_name(creator);
}

/// The custom data of the call, where the event is about the call itself.
std::string call_custom_in(const JsonMembers& event) {
  const std::string group = webhook::group_of(event.scalar("type"));
  if (group != "call" && group != "ringing") return "";
  return words_of({"custom", ""}, event.value("call.custom"));
}

std::vector<std::string> others_in(const JsonMembers& event) {
  std::vector<std::string> facts;
  bool has_file = false;
  for (const Fact& fact : known_facts) {
    if (has_file && fact.path.ends_with(".url")) continue;
    const std::string words = words_of(fact, event.value(fact.path));
    if (words.empty()) continue;
    has_file = has_file || fact.path.ends_with(".filename");
    facts.push_back(std::string(fact.label) + words);
  }
  if (const std::string custom = call_custom_in(event); !custom.empty()) facts.push_back(custom);
  return facts;
}

}  // namespace

EventFacts facts_of(std::string_view body) {
  const JsonMembers event(body.substr(skip_blank(body, 0)));
  std::string user = user_in(event);
  std::string who = user.empty() ? others_named_in(event) : user;
  return {printable_name(event.scalar("type")), printable_name(event.scalar("call_cid")),
          std::move(who), std::move(user), others_in(event)};
}

}  // namespace streamctl::cli
