// The arguments of `streamctl api`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "args/arguments.h"

namespace streamctl::cli {

enum class ApiPrint { curl };

struct ApiOptions {
  std::string first;   ///< The method, or the path; with `list` a word to look for.
  std::string second;  ///< The path.
  std::string method;
  std::optional<std::string> data;
  std::vector<std::string> fields;
  std::vector<std::string> query;
  std::string as_user;
  std::string jq;
  std::optional<ApiPrint> print;
  bool paginate = false;
  bool include = false;
  bool raw = false;
  bool list = false;
  std::optional<Arguments> arguments;  ///< As typed, for the command that makes the token.
};

void declare_api(Arguments& arguments, ApiOptions& options);

}  // namespace streamctl::cli
