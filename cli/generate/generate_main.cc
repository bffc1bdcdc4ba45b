// Writes completions and man pages under the given folder, the source root.
#include <filesystem>
#include <iostream>

#include "app.h"
#include "core/file.h"
#include "generate/artefacts.h"

namespace {

using streamctl::Result;

Result<void> generate(const std::string& source) {
  auto made = streamctl::cli::artefacts(streamctl::cli::describe_tree());
  auto pages = streamctl::cli::topic_pages(source);
  if (!pages) return std::move(pages).error();
  made.insert(made.end(), pages->begin(), pages->end());
  for (const auto& one : made) {
    const std::filesystem::path path = source + "/" + one.path;
    std::filesystem::create_directories(path.parent_path());
    if (auto written = streamctl::write_file(path.string(), one.text); !written) return written;
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: streamctl_generate SOURCE_DIR\n";
    return 2;
  }
  if (const auto done = generate(argv[1]); !done) {
    std::cerr << "streamctl_generate: " << done.error().what << '\n';
    return 1;
  }
  return 0;
}
