#include "emulator/operations/tasks.h"

#include <utility>

#include "core/text.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/views.h"

namespace streamctl::emulator {

std::string complete_task(State& state, Json result) {
  const std::string id = state.random.uuid();
  const std::string now = time_text(state.now);
  state.store.records.put_latest("tasks", id,
                                 {{"task_id", id},
                                  {"status", "completed"},
                                  {"created_at", now},
                                  {"updated_at", now},
                                  {"result", std::move(result)}});
  return id;
}

Reply get_task(OperationContext& context) {
  const std::string& id = context.path.at("id");
  const Json* task = context.state.store.records.find("tasks", id);
  if (task == nullptr) return does_not_exist("task '" + printable(id) + "' does not exist");
  return *task;
}

}  // namespace streamctl::emulator
