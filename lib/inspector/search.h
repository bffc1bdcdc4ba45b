// Finds deliveries among those that are kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "filter/examiner.h"
#include "inspector/exchange.h"
#include "inspector/store.h"

namespace streamctl::inspector {

constexpr std::size_t search_rows_max = 500;
/// A search that takes longer returns what it has found, and where to go on.
constexpr std::chrono::seconds search_time_max{5};

struct SearchQuery {
  std::string type;  ///< A glob; empty: any. So `call`.
  std::string call;
  std::string user;          ///< A user id that the event names.
  std::string verdict;       ///< "accepted", "refused", "failed", "retry"; empty: any.
  std::string text;          ///< In any case.
  std::string id;            ///< A webhook id or its beginning.
  std::string jq;            ///< See filter::Examiner.
  std::uint64_t before = 0;  ///< 0: no bound.
  std::uint64_t after = 0;
  std::size_t limit = 200;
};

struct SearchResult {
  std::vector<ItemPtr> items;  ///< The latest first.
  std::uint64_t next = 0;      ///< To go on, as `before`; 0: there is no more.
  std::size_t searched = 0;
};

/// Kind usage: a number or a word that is none.
Result<SearchQuery> search_query_of(const PageRequest& request);

/// Judges items by all conditions of a query. For one thread.
class Matcher {
 public:
  /// Kind usage: `jq` does not compile.
  static Result<Matcher> start(const SearchQuery& query, const std::string& time_zone,
                               const Clock& clock);

  /// After a stop nothing that needs `jq` matches.
  bool matches(const Item& item, const std::stop_token& stop);
  [[nodiscard]] const SearchQuery& query() const { return query_; }
  /// On how many items `jq` failed.
  [[nodiscard]] std::size_t jq_failed() const { return jq_failed_; }

 private:
  explicit Matcher(const SearchQuery& query) : query_(query) {}

  SearchQuery query_;
  std::unique_ptr<filter::Examiner> examiner_;  ///< Null without `jq`.
  std::size_t jq_failed_ = 0;
};

/// A stop ends it with what was found.
SearchResult search(const Store& store, Matcher& matcher, const Clock& clock,
                    const std::stop_token& stop);

}  // namespace streamctl::inspector
