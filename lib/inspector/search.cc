#include "inspector/search.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "core/glob.h"
#include "core/json.h"
#include "core/text.h"
#include "filter/program.h"
#include "webhook/verify.h"

namespace streamctl::inspector {
namespace {

/// How many items are taken from the store at a time.
constexpr std::size_t piece = 500;
constexpr std::array<std::string_view, 4> verdicts{"accepted", "refused", "failed", "retry"};

template <class Number>
Result<void> read_number(const PageRequest& request, const char* name, Number most,
                         Number& number) {
  const std::string text = request.parameter(name);
  if (text.empty()) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > most)
    return usage_error(std::string(name) + ": '" + printable(text) + "' is no number up to " +
                       std::to_string(most));
  return {};
}

char lowered(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

/// Whether `text` has `word`, which is in lower case.
bool has(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char in_text, char in_word) { return lowered(in_text) == in_word; }) !=
         text.end();
}

bool is_of_verdict(const SearchQuery& query, const Item& item) {
  if (query.verdict.empty()) return true;
  if (query.verdict == "retry") return item.delivery() != nullptr && item.delivery()->retry;
  return name_of(item.verdict) == query.verdict;
}

/// Whether it is there where a reader would look for it.
bool has_text(const Item& item, const std::string& word) {
  if (word.empty()) return true;
  const listener::Delivery* delivery = item.delivery();
  if (delivery == nullptr) {
    const auto* refusal = std::get_if<listener::Refusal>(&item.seen);
    const auto* aside = std::get_if<listener::Aside>(&item.seen);
    return refusal != nullptr
               ? has(refusal->why, word) || has(refusal->method + " " + refusal->target, word)
               : aside != nullptr && has(aside->line, word);
  }
  const capture::Record& record = delivery->record;
  const std::string_view why = delivery->fault ? webhook::explain(*delivery->fault) : "";
  return has(record.type, word) || has(record.call_cid, word) || has(record.webhook_id, word) ||
         has(delivery->note, word) || has(why, word) || has(record.body, word);
}

bool names_user(const capture::Record& record, const std::string& user) {
  return user.empty() || record.body.find(json_line(Json(user))) != std::string::npos;
}

}  // namespace

Result<SearchQuery> search_query_of(const PageRequest& request) {
  SearchQuery query;
  query.type = request.parameter("type");
  query.call = request.parameter("call");
  query.user = request.parameter("user");
  query.verdict = request.parameter("verdict");
  query.text = lower_ascii(request.parameter("text"));
  query.id = request.parameter("id");
  query.jq = request.parameter("jq");
  constexpr std::uint64_t any = std::numeric_limits<std::uint64_t>::max();
  if (auto read = read_number(request, "before", any, query.before); !read)
    return std::move(read).error();
  if (auto read = read_number(request, "after", any, query.after); !read)
    return std::move(read).error();
  if (auto read = read_number(request, "limit", search_rows_max, query.limit); !read)
    return std::move(read).error();
  if (!query.verdict.empty() &&
      std::find(verdicts.begin(), verdicts.end(), query.verdict) == verdicts.end())
    return usage_error("verdict: '" + printable(query.verdict) +
                       "' is not one of accepted, refused, failed, retry");
  return query;
}

namespace {

bool holds(const SearchQuery& query, const Item& item) {
  if (!is_of_verdict(query, item)) return false;
  const bool needs_delivery = !query.type.empty() || !query.call.empty() || !query.user.empty() ||
                              !query.id.empty() || !query.jq.empty();
  const listener::Delivery* delivery = item.delivery();
  if (delivery == nullptr) return !needs_delivery && has_text(item, query.text);
  const capture::Record& record = delivery->record;
  return (query.type.empty() || glob_match(query.type, record.type)) &&
         (query.call.empty() || glob_match(query.call, record.call_cid)) &&
         record.webhook_id.starts_with(query.id) && names_user(record, query.user) &&
         has_text(item, query.text);
}

}  // namespace

Result<Matcher> Matcher::start(const SearchQuery& query, const std::string& time_zone,
                               const Clock& clock) {
  Matcher matcher(query);
  if (query.jq.empty()) return matcher;
  auto started = filter::Examiner::start({query.jq, std::chrono::seconds{1}, time_zone}, clock);
  if (!started) {
    Error error = std::move(started).error();
    if (error.what.starts_with(filter::option_prefix))  // The page has no options.
      error.what.replace(0, filter::option_prefix.size(), "jq: ");
    return error;
  }
  matcher.examiner_ = *std::move(started);
  return matcher;
}

bool Matcher::matches(const Item& item, const std::stop_token& stop) {
  if (!holds(query_, item)) return false;
  if (!examiner_) return true;
  const auto decision = examiner_->examine(item.delivery()->record.body, stop);
  if (decision && decision->failure) ++jq_failed_;
  return decision && decision->wanted;
}

SearchResult search(const Store& store, Matcher& matcher, const Clock& clock,
                    const std::stop_token& stop) {
  SearchResult result;
  const SearchQuery& query = matcher.query();
  const SteadyTime due = clock.steady() + search_time_max;
  std::uint64_t to = query.before == 0 ? store.summary().span.last : query.before - 1;
  while (to > query.after) {
    const std::vector<ItemPtr> items = store.range(query.after + 1, to, piece, true);
    if (items.empty()) break;
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
      if (result.items.size() == query.limit || clock.steady() > due || stop.stop_requested()) {
        result.next = (*item)->seq + 1;
        return result;
      }
      ++result.searched;
      if (matcher.matches(**item, stop)) result.items.push_back(*item);
    }
    to = items.front()->seq - 1;
  }
  return result;
}

}  // namespace streamctl::inspector
