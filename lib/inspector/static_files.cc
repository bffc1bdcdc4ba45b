#include "inspector/static_files.h"

#include <algorithm>
#include <string>

#include "inspector/page_files.h"

namespace streamctl::inspector {
namespace {

const char* type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  return "image/svg+xml";
}

}  // namespace

PageAnswer file_at(std::string_view path) {
  const std::string_view name = path == "/" ? "index.html" : path.substr(1);
  const auto file = std::find_if(page_files.begin(), page_files.end(),
                                 [&](const EmbeddedFile& one) { return one.name == name; });
  if (file == page_files.end()) return refusal(404, "not_found", "there is no such file");
  return {200, type_of(name), std::string(file->text), {}, {}};
}

}  // namespace streamctl::inspector
