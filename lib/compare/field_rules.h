// What the two transports are known to write differently.
#pragma once

#include <string_view>

#include "compare/event.h"

namespace streamctl::compare {

/// Why a field differs.
enum class Reason {
  none,      ///< No known reason.
  time,      ///< The same time: RFC 3339 and nanoseconds, or with fewer digits.
  absence,   ///< Null and absent mean the same.
  server,    ///< A field for servers: clients do not get it.
  delivery,  ///< A field about the delivery itself.
};

/// "", "time", "null", "server_only", "delivery".
std::string_view name_of(Reason reason);
/// For people: "for servers only".
std::string_view words_of(Reason reason);

/// Why the field at `path` ("call.created_by.invisible") may be missing where `has` is the side
/// that has it.
Reason reason_to_miss(std::string_view path, Side has);

/// Whether events of the type go to ringing members and not to everybody who watches the call.
bool goes_to_members(std::string_view type);

}  // namespace streamctl::compare
