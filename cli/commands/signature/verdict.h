// The result of verifying one signature, as `verify` prints it.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "webhook/verify.h"

namespace streamctl::cli {

struct Verdict {
  bool is_valid = false;
  std::string reason;  ///< Why it is not valid; of a valid one, why no handler can read the body.
  std::string note;    ///< Details, such as the mistake behind it.
};

Verdict verdict_of(const webhook::Delivered& delivered);

/// `line` with the fields of the verdict.
Json with_verdict(Json line, const Verdict& verdict);

}  // namespace streamctl::cli
