// Prints what a registrar reports, and tells the run when the hook is there and when it is gone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "command.h"
#include "context.h"
#include "core/error.h"
#include "core/result.h"
#include "listener/listener.h"
#include "public/registrar.h"

namespace streamctl::cli {

/// All calls are made on the loop of the listener, except the constructor and end().
class HookKeeper {
 public:
  struct Events {
    /// The app sends to the public address now; or, of a preview, the changes are shown. Once.
    std::function<void()> ready;
    /// The hook could not be added.
    std::function<void(Error)> failed;
    /// Prints a line of standard output.
    std::function<void(std::string)> show;
  };

  HookKeeper(RegistrarSettings settings, Events events, listener::Listener& listener,
             Context& context);
  HookKeeper(const HookKeeper&) = delete;
  HookKeeper& operator=(const HookKeeper&) = delete;

  void point_to(const std::string& url) { registrar_->point_to(url); }
  void lose() { registrar_->lose(); }
  /// Removes the hook, then calls `gone`. Call once.
  void withdraw(std::function<void()> gone);
  /// After the loop has ended: removes the hook if it is still there, and waits for that.
  void end();

  /// After the end: `verdict`, unless the hook is still in the app. Then a success becomes an error
  /// that says so; a failure stays, and that is reported beside it.
  Result<ExitCode> verdict(Result<ExitCode> verdict) const;

 private:
  void read_news();
  void print(const Registered& done);
  void print(const Unregistered& done);
  void print(const RegistrarNote& note);
  void print(const Error& error);

  Events events_;
  listener::Listener& listener_;
  Context& context_;
  stream::HookMark mark_;
  std::vector<std::string> types_;
  bool is_preview_;
  bool is_ready_ = false;
  std::function<void()> gone_;
  std::optional<Error> left_;  ///< Why the hook is still in the app after the end.
  std::unique_ptr<Registrar> registrar_;
};

}  // namespace streamctl::cli
