// The public side of a listener while it runs: its address, and the hook in the app that leads
// there.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "command.h"
#include "context.h"
#include "core/error.h"
#include "core/result.h"
#include "listener/listener.h"
#include "public/hook_keeper.h"
#include "public/options.h"
#include "tunnel/address_observer.h"
#include "tunnel/public_address.h"

namespace streamctl::cli {

/// Reports what becomes of both. All calls are made on the loop of the listener, except the
/// constructor, which posts to it, and those that say so.
class PublicEnd final : public tunnel::AddressObserver {
 public:
  struct Events {
    /// Deliveries can come; or, of a preview, the changes are shown. Once.
    std::function<void()> ready;
    /// There is no address, or no hook.
    std::function<void(Error)> failed;
    /// Prints a line of standard output.
    std::function<void(std::string)> show;
  };

  PublicEnd(PublicPlan plan, Events events, listener::Listener& listener, Context& context);

  /// Empty until it holds.
  [[nodiscard]] const std::string& url() const { return url_; }
  /// Removes the hook, if any, then calls `gone`. Only the first call has an effect.
  void withdraw(std::function<void()> gone);
  /// After Listener::run(): removes the hook if it is still there, and ends the tunnel.
  void end();
  /// After end(): see HookKeeper::verdict().
  Result<ExitCode> verdict(Result<ExitCode> verdict) const;

 private:
  void become_ready();

  void address_holds(const std::string& url, bool is_checked) override;
  void address_lost(const std::string& why) override;
  void address_failed(const Error& error) override;
  void address_note(const std::string& words) override;
  void address_output(const std::string& line) override;

  Events events_;
  listener::Listener& listener_;
  Context& context_;
  std::string url_;
  bool is_checked_ = false;  ///< A probe has come through `url_`.
  bool is_leaving_ = false;
  std::unique_ptr<HookKeeper> keeper_;  ///< Null: no hook is wanted.
  std::unique_ptr<tunnel::PublicAddress> address_;
};

}  // namespace streamctl::cli
