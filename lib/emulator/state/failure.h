// An API error in the form that Stream answers it.
#pragma once

#include <string>
#include <string_view>

#include "core/json.h"
#include "core/result.h"

namespace streamctl::emulator {

/// Why a request was refused. Source of codes and statuses: Stream docs, "API errors".
struct Failure {
  int code = 4;
  unsigned status = 400;
  std::string text;       ///< The part in quotes of `GetCall failed with error: "…"`.
  bool is_final = false;  ///< `unrecoverable`: SDKs do not retry.
  bool operator==(const Failure&) const = default;
};

Failure bad_input(std::string text);                ///< 400, code 4.
Failure does_not_exist(std::string text);           ///< 404, code 16.
Failure not_allowed(std::string text);              ///< 403, code 17.
Failure authentication_failed(std::string text);    ///< 401, code 5.
Failure connection_unknown(const std::string& id);  ///< 400, code 46.

/// 501, code 16: an operation that the emulator lacks. `why` may be empty.
Failure not_emulated(const std::string& why);

/// The usual code of a status: 429 has 9, 5xx has -1.
int code_of_status(unsigned status);

/// `GetCall failed with error: "…"`. `operation` is empty if no route was found.
std::string error_message(const Failure& failure, std::string_view operation);

/// The APIError body.
Json error_json(const Failure& failure, std::string_view operation, std::string_view duration);

/// The answer of an operation.
using Reply = Result<Json, Failure>;

}  // namespace streamctl::emulator
