// What the page does: each action runs on a thread of its own and reports as it goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/json.h"
#include "inspector/bulletin.h"
#include "inspector/exchange.h"

namespace streamctl::inspector {

constexpr std::size_t actions_running_max = 4;
/// Actions that are remembered, and the latest reports of each.
constexpr std::size_t actions_kept_max = 20;
constexpr std::size_t action_reports_max = 1000;

/// "attempt", "delivery", "finding", "summary" or "failed", with its members.
using Report = std::function<void(const char* event, const Json& members)>;
/// Returns at its end, or soon after a stop.
using Work = std::function<void(const Report&, const std::stop_token&)>;

/// Safe to use from any thread.
class Actions {
 public:
  explicit Actions(Bulletin& bulletin) : bulletin_(bulletin) {}
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions();

  /// Answers 202 with the action's id, or 503 if too many run. Its reports go to the pages.
  PageAnswer start(const char* name, Work work);
  /// An action and what it reported. 404: unknown, or forgotten.
  [[nodiscard]] PageAnswer show(const std::string& id) const;
  PageAnswer cancel(const std::string& id);
  /// Ends all.
  void close();

 private:
  struct Action {
    std::string id;
    const char* name;
    std::deque<std::string> reports;
    bool is_running = true;
    std::jthread thread;
  };

  void run(Action& action, const Work& work, const std::stop_token& stop);
  void report(Action& action, const char* event, const Json& members);
  [[nodiscard]] Action* find(const std::string& id) const;
  void forget_some(std::vector<std::unique_ptr<Action>>& forgotten);

  Bulletin& bulletin_;
  mutable std::mutex mutex_;
  std::deque<std::unique_ptr<Action>> actions_;
  std::uint64_t started_ = 0;
  bool is_closed_ = false;
};

}  // namespace streamctl::inspector
