// Sorting and pagination of queries: `sort`, `limit`, `next` and `prev`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emulator/operations/filter.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

struct SortField {
  std::string field;
  bool descending = false;
};

struct PageRequest {
  std::vector<SortField> sort;
  std::size_t limit = 0;
  std::size_t offset = 0;
};

/// Reads sort, limit, next and prev of a query that conforms to its schema. 400 for a cursor that
/// the emulator did not make. Cursors are offsets: they stay valid while nothing is added.
Result<PageRequest, Failure> read_page(const Json& query);

/// One page of the matching items.
struct Page {
  std::vector<std::size_t> items;  ///< Indices, sorted.
  std::string next;                ///< Cursor; empty on the last page.
  std::string prev;                ///< Cursor; empty on the first page.
};
/// The page of the items that match `filter_conditions` of a query; without `sort` in their order.
/// `fields` are those of
/// filter_fields(); `field_of(index)` returns the fields of an item. 400 for a bad filter or too
/// much work.
Result<Page, Failure> find_page(const Json& query, const PageRequest& request, const Json& fields,
                                std::size_t count,
                                const std::function<FieldOf(std::size_t)>& field_of);

/// Adds the cursors to an answer.
void add_cursors(Json& answer, const Page& page);

}  // namespace streamctl::emulator
