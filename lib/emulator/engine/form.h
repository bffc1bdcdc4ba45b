// Reads multipart/form-data, in which SDKs upload files (RFC 7578).
#pragma once

#include <string_view>

#include "core/json.h"
#include "emulator/state/failure.h"

namespace streamctl::emulator {

bool is_form(std::string_view content_type);

/// The parts of a form by name, as a request of UploadFile or UploadImage: the text of `file`, its
/// bytes, "filename" and "content_type", and other parts as their JSON. Parts that are no JSON are
/// left out: Stream's Node SDK sends "undefined" for what is absent. 400 if it is no form, or has
/// more than `form_parts_max` parts.
Result<Json, Failure> parse_form(std::string_view content_type, std::string_view body);

}  // namespace streamctl::emulator
