// Compares whole outputs with files that reviewers can read.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace streamctl {

/// Expects `text` to equal tests/golden/`name`. With STREAMCTL_UPDATE_GOLDEN=1 in the environment
/// the file is written instead: review the difference before you commit it.
inline void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(STREAMCTL_SOURCE_DIR) + "/tests/golden/" + name;
  const char* update = std::getenv("STREAMCTL_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream file(path, std::ios::binary);
    file << text << std::flush;
    ASSERT_TRUE(file) << "cannot write " << path;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream kept;
  if (file) kept << file.rdbuf();
  EXPECT_TRUE(file && kept.str() == text)
      << path << (file ? " differs" : " is missing") << "\n--- kept\n"
      << kept.str() << "--- now\n"
      << text << "---\nIf it is meant to be so: STREAMCTL_UPDATE_GOLDEN=1 ctest -L golden";
}

}  // namespace streamctl
