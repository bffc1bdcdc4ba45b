// JSON given on the command line, whole or value by value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.h"
#include "core/json.h"
#include "core/result.h"
#include "webhook/overrides.h"

namespace streamctl::cli {

/// JSON that an option gave.
struct JsonArgument {
  std::string text;  ///< As written.
  Json value;        ///< Its numbers keep all digits.
};

/// Reads the value of `option`: JSON, "@FILE", or "-" for standard input. Kind usage or config; the
/// message names `option`.
Result<JsonArgument> read_json_argument(const std::string& option, const std::string& given,
                                        Context& context);

/// The same for JSON that must be an object.
Result<Json> read_object_argument(const std::string& option, const std::string& given,
                                  Context& context);

/// Reads each "KEY=text" or "KEY:=json" of a repeatable `option`. Kind usage; the message names it.
Result<std::vector<webhook::Override>> read_assignments(const std::string& option,
                                                        const std::vector<std::string>& given);

/// Sets the values of a repeatable `option` in `target`. Kind usage; the message names `option`.
Result<void> set_assignments(const std::string& option, const std::vector<std::string>& given,
                             Json& target);

/// An object of the API as options give it: `--data`, with the values of `--custom` set in its
/// `custom`. Kind usage or config.
Result<Json> read_object_with_custom(const std::optional<std::string>& data,
                                     const std::vector<std::string>& custom, Context& context);

}  // namespace streamctl::cli
