// Reads a request's body in the forms that tools export.
#pragma once

#include <optional>
#include <string>

#include "core/json.h"

namespace streamctl::capture {

struct KeptBody {
  std::string bytes;        ///< Perhaps still gzip.
  bool was_parsed = false;  ///< It was kept as JSON values: its exact bytes are lost.
};

/// The body in `request`: bytes as base64, a list of numbers, or within a whole HTTP message
/// (ngrok) before text, and text before parsed JSON. Nothing if there is no body.
std::optional<KeptBody> body_of(const Json& request);

}  // namespace streamctl::capture
