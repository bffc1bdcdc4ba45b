#include "inspector/actions.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace streamctl::inspector {

Actions::~Actions() {
  close();
}

PageAnswer Actions::start(const char* name, Work work) {
  std::vector<std::unique_ptr<Action>> forgotten;  // Joined without the lock.
  const std::lock_guard lock(mutex_);
  const auto running = std::count_if(actions_.begin(), actions_.end(),
                                     [](const auto& action) { return action->is_running; });
  if (is_closed_ || static_cast<std::size_t>(running) >= actions_running_max)
    return refusal(503, "busy", "too many actions run at a time", "wait for one, or cancel it");
  forget_some(forgotten);
  Action& action = *actions_.emplace_back(std::make_unique<Action>());
  action.id = "a" + std::to_string(++started_);
  action.name = name;
  action.thread = std::jthread([this, &action, work = std::move(work)](
                                   const std::stop_token& stop) { run(action, work, stop); });
  return json_answer({{"action", action.id}}, 202);
}

void Actions::run(Action& action, const Work& work, const std::stop_token& stop) {
  work([&](const char* event, const Json& members) { report(action, event, members); }, stop);
  const std::lock_guard lock(mutex_);
  action.is_running = false;
}

void Actions::report(Action& action, const char* event, const Json& members) {
  Json line{{"action", action.id}, {"name", action.name}, {"event", event}};
  line.update(members);
  std::string text = json_line(line);
  bulletin_.post({"action", text});
  const std::lock_guard lock(mutex_);
  action.reports.push_back(std::move(text));
  if (action.reports.size() > action_reports_max) action.reports.pop_front();
}

PageAnswer Actions::show(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const Action* action = find(id);
  if (action == nullptr) return refusal(404, "not_found", "no action of that name is remembered");
  std::string reports;
  for (const std::string& report : action->reports)
    reports += (reports.empty() ? "" : ",") + report;
  PageAnswer answer;
  answer.body = json_line(Json{{"action", action->id},
                               {"name", action->name},
                               {"state", action->is_running ? "running" : "done"}});
  answer.body.pop_back();
  answer.body += ",\"events\":[" + reports + "]}";
  return answer;
}

PageAnswer Actions::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  Action* action = find(id);
  if (action == nullptr) return refusal(404, "not_found", "no action of that name is remembered");
  action->thread.request_stop();
  return json_answer({{"action", id}}, 202);
}

void Actions::close() {
  std::deque<std::unique_ptr<Action>> ended;  // Joined without the lock, which they take.
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    ended.swap(actions_);
  }
  for (const auto& action : ended)
    action->thread.request_stop();
}

Actions::Action* Actions::find(const std::string& id) const {
  const auto found = std::find_if(actions_.begin(), actions_.end(),
                                  [&](const auto& action) { return action->id == id; });
  return found == actions_.end() ? nullptr : found->get();
}

/// Makes room for one more.
void Actions::forget_some(std::vector<std::unique_ptr<Action>>& forgotten) {
  for (auto action = actions_.begin(); actions_.size() >= actions_kept_max;) {
    if ((*action)->is_running) {
      ++action;
      continue;
    }
    forgotten.push_back(std::move(*action));
    action = actions_.erase(action);
  }
}

}  // namespace streamctl::inspector
