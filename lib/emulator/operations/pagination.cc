#include "emulator/operations/pagination.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "emulator/limits.h"

namespace streamctl::emulator {

namespace {

constexpr std::string_view cursor_prefix = "from ";

std::string cursor_of(std::size_t offset) {
  return base64_text(std::string(cursor_prefix) + std::to_string(offset), Base64::url);
}

std::optional<std::size_t> offset_of(const std::string& cursor) {
  const auto text = base64_bytes(cursor, Base64::url);
  if (!text || !text->starts_with(cursor_prefix)) return std::nullopt;
  std::size_t offset = 0;
  const char* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data() + cursor_prefix.size(), end, offset);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return offset;
}

/// How often the number can be halved.
std::size_t bits_of(std::size_t number) {
  std::size_t bits = 0;
  for (; number > 1; number /= 2)
    ++bits;
  return bits;
}

Failure query_too_costly(std::size_t count) {
  return bad_input("the query takes too much work: its conditions and sort fields, for each of " +
                   std::to_string(count) + " and weighed by their size, come to more than " +
                   std::to_string(query_units_max) +
                   " units; use fewer conditions, or fewer or shorter values");
}

/// The result is undefined if `budget` is exhausted.
Page make_page(const PageRequest& request, std::vector<std::size_t> matching,
               const std::function<FieldOf(std::size_t)>& field_of, QueryBudget& budget) {
  if (!request.sort.empty()) {
    // Compute the keys once, not in every comparison.
    std::vector<std::pair<std::vector<Json>, std::size_t>> keyed;
    const std::size_t before = budget.left();
    for (const std::size_t index : matching) {
      const FieldOf value = field_of(index);
      std::vector<Json> keys;
      for (const SortField& one : request.sort) {
        Json made;
        const Json& key = value(one.field, made);
        if (!budget.spend(weight_of(key))) return {};
        keys.push_back(key);
      }
      keyed.emplace_back(std::move(keys), index);
    }
    // Sorting compares each key about log2(count) times.
    if (!budget.spend((before - budget.left()) * bits_of(matching.size()))) return {};
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& left, const auto& right) {
      for (std::size_t i = 0; i < request.sort.size(); ++i) {
        const int order = compare(left.first[i], right.first[i]);
        if (order != 0) return request.sort[i].descending ? order > 0 : order < 0;
      }
      return false;
    });
    std::transform(keyed.begin(), keyed.end(), matching.begin(),
                   [](const auto& one) { return one.second; });
  }
  Page page;
  const std::size_t begin = std::min(request.offset, matching.size());
  const std::size_t end = begin + std::min(request.limit, matching.size() - begin);
  page.items.assign(matching.begin() + static_cast<std::ptrdiff_t>(begin),
                    matching.begin() + static_cast<std::ptrdiff_t>(end));
  if (end < matching.size()) page.next = cursor_of(end);
  if (begin > 0) page.prev = cursor_of(begin > request.limit ? begin - request.limit : 0);
  return page;
}

}  // namespace

Result<PageRequest, Failure> read_page(const Json& query) {
  PageRequest request;
  if (!query.is_object()) return PageRequest{{}, std::size_t{page_size_default}, 0};
  const Json limit = query.value("limit", Json());
  const bool has_limit = limit.is_number_integer() && limit != 0;
  request.limit = has_limit ? limit.get<std::size_t>() : std::size_t{page_size_default};
  const Json sort = query.value("sort", Json());
  for (const Json& one : sort.is_array() ? sort : Json::array()) {
    if (!one.is_object()) continue;
    const bool descending = one.value("direction", Json()) == -1;
    request.sort.push_back({text_at(one, "field"), descending});
  }
  for (const char* name : {"next", "prev"}) {
    const std::string cursor = text_at(query, name);
    if (cursor.empty()) continue;
    const auto offset = offset_of(cursor);
    if (!offset) return bad_input(std::string(name) + " is no cursor of ours");
    request.offset = *offset;
  }
  return request;
}

Result<Page, Failure> find_page(const Json& query, const PageRequest& request, const Json& fields,
                                std::size_t count,
                                const std::function<FieldOf(std::size_t)>& field_of) {
  const Json conditions = query.is_object() ? query.value("filter_conditions", Json()) : Json();
  const auto filter = parse_filter(conditions, fields);
  if (!filter) return bad_input(filter.error().what);
  QueryBudget budget;
  std::vector<std::size_t> matching;
  for (std::size_t i = 0; i < count && !budget.is_exhausted(); ++i) {
    if (matches(*filter, field_of(i), budget)) matching.push_back(i);
  }
  Page page = make_page(request, std::move(matching), field_of, budget);
  if (budget.is_exhausted()) return query_too_costly(count);
  return page;
}

void add_cursors(Json& answer, const Page& page) {
  if (!page.next.empty()) answer["next"] = page.next;
  if (!page.prev.empty()) answer["prev"] = page.prev;
}

}  // namespace streamctl::emulator
