// The words of deliveries, for full-text search.
#pragma once

#include <string>

#include "core/result.h"
#include "history/store.h"

namespace streamctl::history {

/// What to look up in the index: each word of `text`, or a word that begins with it. Case and
/// accents do not matter. Kind usage: there is no word in it.
Result<std::string> search_expression(const std::string& text);

/// Brings the index up to date. It is made when somebody searches, so that deliveries cost nothing
/// more when they come; where the history cannot be written it is made in memory.
DatabaseResult<void> index_words(Store& store);

}  // namespace streamctl::history
