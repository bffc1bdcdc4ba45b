// Explains where and why a text is not valid JSON.
#pragma once

#include <string>
#include <string_view>

namespace streamctl {

/// "not valid JSON at line 3, column 7: a comma before the closing bracket", for a text that
/// JsonReader rejects. The line is left out for a text of one line, the reason if it is none of the
/// common mistakes. Contains no byte of `text`.
std::string json_fault(std::string_view text);

}  // namespace streamctl
