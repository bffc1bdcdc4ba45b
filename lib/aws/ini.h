// The file format of AWS's own tools: ~/.aws/config and ~/.aws/credentials.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace streamctl::aws {

/// Section, key, value. Keys are lower case; if a key appears twice, the later one counts.
using IniSection = std::map<std::string, std::string, std::less<>>;
using Ini = std::map<std::string, IniSection, std::less<>>;

/// `#` and `;` begin a comment at the start of a line, or after white space behind a value.
/// Indented lines (nested settings) and lines that are neither section nor setting are ignored, as
/// AWS's SDKs do. Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials
/// files".
Ini parse_ini(std::string_view text);

}  // namespace streamctl::aws
