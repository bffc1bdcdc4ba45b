// The files of AWS's own tools: ~/.aws/config and ~/.aws/credentials.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace streamctl::sqs {

/// Section, key, value. Keys are lower case; of a key that stands twice the later counts.
using IniSection = std::map<std::string, std::string, std::less<>>;
using Ini = std::map<std::string, IniSection, std::less<>>;

/// `#` and `;` begin a comment at the start of a line, and after white space behind a value.
/// Indented lines hold settings of settings, which nothing here needs; they and what is neither
/// section nor setting are passed over, as AWS's SDKs do. Source: AWS SDKs and Tools Reference
/// Guide, "Shared config and credentials files".
Ini parse_ini(std::string_view text);

}  // namespace streamctl::sqs
