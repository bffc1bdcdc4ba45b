// One page of a sorted query: `sort`, `limit`, `next` and `prev`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emulator/operations/filter.h"
#include "emulator/operations/reader.h"

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

/// Reads sort, limit, next and prev of a query's body; what is wrong stands in `in`. The cursors
/// are the emulator's own, and stay good while nothing is added.
PageRequest read_page(Reader& in, const IsField& is_field);

/// The items of the page among `count` that match, as indices in order; and the cursors.
struct Page {
  std::vector<std::size_t> items;
  std::string next;  ///< Empty on the last.
  std::string prev;  ///< Empty on the first.
};
/// `field_of(index)` gives the fields of one. Where `sort` says nothing they stay in their order.
/// Where `work` is spent the page means nothing.
Page make_page(const PageRequest& request, std::vector<std::size_t> matching,
               const std::function<FieldOf(std::size_t)>& field_of, Work& work);

/// Puts the cursors into an answer.
void add_cursors(Json& answer, const Page& page);

}  // namespace streamctl::emulator
