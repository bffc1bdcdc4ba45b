// Uploaded files and images: kept in memory, and served below /_files/.
#include <utility>

#include "core/encoding.h"
#include "core/text.h"
#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

/// The last part of a name that may be a path.
std::string file_name(const std::string& given) {
  const std::string name = given.substr(given.find_last_of("/\\") + 1).substr(0, id_bytes_max);
  return name.empty() || !is_utf8(name) ? "file" : name;
}

Result<std::string, Failure> keep_file(OperationContext& context) {
  const Json& bytes = context.value("file");
  if (!bytes.is_string()) return bad_input("file is a required field");
  Store& store = context.state.store;
  if (auto good = store.check_memory(); !good) return std::move(good).error();
  if (store.files.size() >= files_max)
    return bad_input("the emulator holds at most " + std::to_string(files_max) + " files");
  const std::string id = context.state.random.uuid();
  const std::string type = context.text("content_type");
  store.files.emplace(id, File{file_name(context.text("filename")),
                               is_media_type(type) ? type : "application/octet-stream",
                               context.caller.user_id, bytes.get<std::string>()});
  return "http://" + context.target.host + std::string(files_prefix) + id + "/" +
         percent_encoded(store.files.at(id).name);
}

}  // namespace

Reply upload_file(OperationContext& context) {
  auto url = keep_file(context);
  if (!url) return std::move(url).error();
  return Json{{"file", *std::move(url)}};
}

Reply upload_image(OperationContext& context) {
  auto url = keep_file(context);
  if (!url) return std::move(url).error();
  Json answer{{"file", *std::move(url)}};
  const Json& sizes = context.value("upload_sizes");
  if (sizes.is_array()) answer["upload_sizes"] = sizes;
  return answer;
}

Reply delete_upload(OperationContext& context) {
  const std::string url = context.target.parameter("url");
  if (url.empty()) return bad_input("url is a required field");
  const auto prefix = url.find(files_prefix);
  const std::string rest =
      prefix == std::string::npos ? "" : url.substr(prefix + files_prefix.size());
  auto& files = context.state.store.files;
  const auto found = files.find(rest.substr(0, rest.find('/')));
  if (found == files.end()) return does_not_exist("there is no file " + printable(url));
  if (!context.is_server() && found->second.user_id != context.caller.user_id)
    return not_allowed("a user may delete no file of another");
  files.erase(found);
  context.state.store.memory.set_freed();
  return Json::object();
}

}  // namespace streamctl::emulator
