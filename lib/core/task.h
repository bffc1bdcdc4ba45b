// Deferred work and the data it owns.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace streamctl {

/// Any callable without arguments, as in std::function<void()>, including move-only ones.
/// std::move_only_function, which does the same, is C++23.
class Task {
 public:
  /// Implicit, so that a lambda is a task.
  template <class Work>
  requires(!std::same_as<std::remove_cvref_t<Work>, Task> && std::invocable<std::decay_t<Work>&>)
      // NOLINTNEXTLINE(google-explicit-constructor,bugprone-forwarding-reference-overload)
      Task(Work&& work)
      : work_(std::make_unique<Held<std::decay_t<Work>>>(std::forward<Work>(work))) {}

  /// Precondition: the task was not moved from.
  void operator()() { work_->run(); }

 private:
  class Callable {
   public:
    Callable() = default;
    Callable(const Callable&) = delete;
    Callable& operator=(const Callable&) = delete;
    virtual ~Callable() = default;
    virtual void run() = 0;
  };
  template <class Work>
  class Held final : public Callable {
   public:
    explicit Held(Work work) : work_(std::move(work)) {}
    void run() override { work_(); }

   private:
    Work work_;
  };

  std::unique_ptr<Callable> work_;
};

}  // namespace streamctl
