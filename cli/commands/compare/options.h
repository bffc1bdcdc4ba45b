// The options of `compare`.
#pragma once

#include <string>
#include <vector>

namespace streamctl::cli {

struct CompareOptions {
  std::vector<std::string> files;
  std::vector<std::string> types;
  std::vector<std::string> calls;
  bool overlap = false;
  bool strict = false;
};

}  // namespace streamctl::cli
