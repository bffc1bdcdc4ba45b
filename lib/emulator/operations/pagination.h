// Sorting and pagination of queries: `sort`, `limit`, `next` and `prev`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emulator/operations/filter.h"
#include "emulator/state/field_reader.h"

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

/// Reads sort, limit, next and prev of a query's body; errors are left in `in`. Cursors are
/// offsets: they stay valid while nothing is added.
PageRequest read_page(FieldReader& in, const IsField& is_field);

/// One page of the matching items.
struct Page {
  std::vector<std::size_t> items;  ///< Indices, sorted.
  std::string next;                ///< Cursor; empty on the last page.
  std::string prev;                ///< Cursor; empty on the first page.
};
/// `field_of(index)` returns the fields of an item. Without `sort` the order does not change. The
/// result is undefined if `budget` is exhausted.
Page make_page(const PageRequest& request, std::vector<std::size_t> matching,
               const std::function<FieldOf(std::size_t)>& field_of, QueryBudget& budget);

/// Adds the cursors to an answer.
void add_cursors(Json& answer, const Page& page);

}  // namespace streamctl::emulator
