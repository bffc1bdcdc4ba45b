#include "replay/survey.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

#include "capture/forwarded.h"
#include "capture/source.h"
#include "capture/values.h"
#include "core/short_id.h"
#include "net/status.h"

namespace streamctl::replay {
namespace {

constexpr std::size_t uuid_length = 36;

/// Calls `use` with each item that `next` reads; malformed ones are reported when they are sent.
template <class Item, class Source, class Use>
Result<void> each(Source source, const Use& use) {
  for (;;) {
    auto next = source.next();
    if (auto* item = std::get_if<Item>(&next))
      use(*item);
    else if (auto* unreadable = std::get_if<capture::Unreadable>(&next))
      return std::move(unreadable->error);
    else if (std::holds_alternative<capture::EndOfInput>(next))
      return {};
  }
}

/// The ids that begin with one that was named, by that one.
using Candidates = std::map<std::string, std::set<std::string>>;

void note(const std::string& webhook_id, Candidates& candidates) {
  for (auto& [beginning, found] : candidates)
    if (webhook_id.starts_with(beginning) &&
        (found.size() <= id_candidates_max || webhook_id == beginning))
      found.insert(webhook_id);
}

/// What `named` stands for.
Result<std::string> only_one(const std::string& named, const std::set<std::string>& found) {
  if (found.empty() || found.contains(named)) return named;
  if (found.size() == 1) return *found.begin();
  return ambiguous_webhook_id(named, {found.begin(), found.end()});
}

}  // namespace

Result<std::set<std::string>> complete_ids(const std::vector<std::string>& files,
                                           const std::vector<std::string>& ids,
                                           const std::stop_token& stop) {
  Candidates candidates;
  for (const std::string& id : ids)
    if (id.size() >= id_prefix_least && id.size() < uuid_length) candidates[id];
  for (const std::string& file : files) {
    if (candidates.empty()) break;
    auto reader = capture::ValueReader::open(file, stop);
    if (!reader) return std::move(reader).error();
    capture::EventSource source(*std::move(reader), capture::RecordParser::Needed::all_but_headers);
    auto read = each<capture::Record>(std::move(source), [&](const capture::Record& record) {
      note(record.webhook_id, candidates);
    });
    if (!read) return std::move(read).error();
  }
  std::set<std::string> complete;
  for (const std::string& id : ids) {
    auto one = only_one(id, candidates[id]);
    if (!one) return std::move(one).error();
    complete.insert(*std::move(one));
  }
  return complete;
}

Result<std::set<std::string>> failed_forwards(const std::vector<std::string>& files,
                                              const std::stop_token& stop) {
  std::map<std::pair<std::string, std::string>, bool> accepted;  // By webhook id and URL.
  for (const std::string& file : files) {
    auto reader = capture::ValueReader::open(file, stop);
    if (!reader) return std::move(reader).error();
    auto read = each<capture::Value>(*std::move(reader), [&](const capture::Value& value) {
      const auto answer = capture::parse_forwarded(value.text);
      if (!answer || answer->webhook_id.empty()) return;
      bool& is_accepted = accepted[{answer->webhook_id, answer->url}];
      is_accepted = is_accepted || net::is_success(answer->status);
    });
    if (!read) return std::move(read).error();
  }
  std::set<std::string> failed;
  for (const auto& [key, is_accepted] : accepted)
    if (!is_accepted) failed.insert(key.first);
  return failed;
}

}  // namespace streamctl::replay
