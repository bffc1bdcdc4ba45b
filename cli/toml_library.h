// toml++, as our sources include it: last.
#pragma once

// Malformed text trips assertions of toml++ 3.3 before it reports its error; with NDEBUG clang
// would treat them as assumptions.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>
