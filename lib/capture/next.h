// The outcome of reading the next item from an input.
#pragma once

#include <variant>

#include "core/result.h"

namespace streamctl::capture {

/// The input has ended, or reading was stopped.
struct EndOfInput {};

/// One item is malformed ("x.json:7: not valid JSON", kind config). Reading continues after it.
struct Malformed {
  Error error;
};

/// The input itself cannot be read: a read failed, or it is not text ("cannot read x.json: it looks
/// like UTF-16 text; …", kind config). Only EndOfInput follows.
struct Unreadable {
  Error error;
};

template <typename Item>
using Next = std::variant<EndOfInput, Item, Malformed, Unreadable>;

}  // namespace streamctl::capture
