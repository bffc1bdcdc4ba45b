// Imports: their files are taken and forgotten, as they hold users and messages of Chat.
#include <string>
#include <utility>

#include "core/encoding.h"
#include "core/text.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

namespace {

constexpr const char* imports = "imports";

}  // namespace

Reply create_import_url(OperationContext& context) {
  const std::string name = context.text("filename");
  const std::string path = "import/" + context.state.random.uuid() + "/" +
                           (name.empty() ? "import.json" : percent_encoded(name));
  return Json{{"path", path},
              {"upload_url", "http://" + context.target.host + std::string(imports_prefix) + path}};
}

Reply create_import(OperationContext& context) {
  const std::string id = context.state.random.uuid();
  const std::string now = time_text(context.state.now);
  Json task{
      {"id", id},
      {"path", context.text("path")},
      {"mode", context.text("mode")},
      {"state", "completed"},
      {"history", {{{"prev_state", "uploaded"}, {"next_state", "completed"}, {"created_at", now}}}},
      {"created_at", now},
      {"updated_at", now}};
  if (auto kept = context.keep(imports, id, task); !kept) return std::move(kept).error();
  return Json{{"import_task", std::move(task)}};
}

Reply get_import(OperationContext& context) {
  const std::string& id = context.path.at("id");
  const Json* task = context.state.store.records.find(imports, id);
  if (task == nullptr) return does_not_exist("import '" + printable(id) + "' does not exist");
  return Json{{"import_task", *task}};
}

Reply list_imports(OperationContext& context) {
  Json list = Json::array();
  for (const auto& [id, task] : context.state.store.records.of(imports))
    list.push_back(task);
  return Json{{"import_tasks", std::move(list)}};
}

}  // namespace streamctl::emulator
