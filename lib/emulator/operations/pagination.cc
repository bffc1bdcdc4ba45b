#include "emulator/operations/pagination.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/encoding.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/state/field_reader.h"

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

void read_sort(FieldReader& in, const IsField& is_field, PageRequest& request) {
  const Json* sort = in.array("sort", sort_fields_max);
  if (sort == nullptr) return;
  for (const Json& one : *sort) {
    FieldReader field(one, "sort.");
    const auto name = field.text("field");
    const auto direction = field.number("direction", -1, 1);
    if (!field.ok()) return in.fail("sort", "must hold objects of field and direction");
    if (!name || !is_field(*name))
      return in.fail("sort", "names no field '" + printable(name.value_or("")) + "'");
    request.sort.push_back({*name, direction.value_or(1) < 0});
  }
}

}  // namespace

PageRequest read_page(FieldReader& in, const IsField& is_field) {
  PageRequest request;
  const auto limit = in.number("limit", 0, page_size_max).value_or(0);
  request.limit = static_cast<std::size_t>(limit == 0 ? page_size_default : limit);
  read_sort(in, is_field, request);
  for (const char* name : {"next", "prev"}) {
    const auto cursor = in.text(name);
    if (!cursor || cursor->empty()) continue;
    const auto offset = offset_of(*cursor);
    if (!offset) in.fail(name, "is no cursor of ours");
    request.offset = offset.value_or(0);
  }
  return request;
}

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

void add_cursors(Json& answer, const Page& page) {
  if (!page.next.empty()) answer["next"] = page.next;
  if (!page.prev.empty()) answer["prev"] = page.prev;
}

}  // namespace streamctl::emulator
