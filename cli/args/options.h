// Option vocabulary: metavars that completions understand, and errors that name the option.
#pragma once

#include <string>

#include "core/error.h"

namespace streamctl::cli {

/// Metavars for which a shell completes values.
inline constexpr const char* file_metavar = "FILE";
inline constexpr const char* directory_metavar = "DIR";
inline constexpr const char* type_metavar = "TYPE";           ///< An event type of the catalogue.
inline constexpr const char* scenario_metavar = "SCENARIO";   ///< A built-in scenario, or a file.
inline constexpr const char* profile_metavar = "PROFILE";     ///< A section of the config file.
inline constexpr const char* check_metavar = "CHECK";         ///< A check of `check`.
inline constexpr const char* group_metavar = "GROUP";         ///< A group of event types.
inline constexpr const char* steps_metavar = "STEP,STEP...";  ///< A plan of `listen --respond`.
inline constexpr const char* method_metavar = "METHOD";      ///< Of HTTP, or an API path after all.
inline constexpr const char* api_path_metavar = "API-PATH";  ///< Of an operation of Stream's API.
inline constexpr const char* webhook_id_metavar = "WEBHOOK-ID";  ///< Of listen's history.

/// The positional for a program to run and its arguments, after "--".
inline constexpr const char* rest_name = "COMMAND";

/// An error of kind usage that names the option: "--port: 'x' is not a whole number from 0 to
/// 65535". `names` as in Arguments: "-o,--output".
Error option_error(const std::string& names, const std::string& what, const std::string& hint = "");

}  // namespace streamctl::cli
