// Writes completions and man pages below the folder it is given.
#include <filesystem>
#include <iostream>

#include "app.h"
#include "core/file.h"
#include "generate/artefacts.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: streamctl_generate SOURCE_DIR\n";
    return 2;
  }
  for (const auto& made : streamctl::cli::artefacts(streamctl::cli::describe_tree())) {
    const std::string path = std::string(argv[1]) + "/" + made.path;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    if (const auto written = streamctl::write_file(path, made.text); !written) {
      std::cerr << "streamctl_generate: " << written.error().what << '\n';
      return 1;
    }
  }
  return 0;
}
