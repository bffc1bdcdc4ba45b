#include "public/registrar.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.h"
#include "core/units.h"
#include "render/exchange_text.h"
#include "render/hooks.h"

namespace streamctl::cli {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

/// The end of a run waits for the API this long.
constexpr seconds withdrawal_time{10};
/// After a write. Other writers that had read the hooks before it have written by then.
constexpr std::array<milliseconds, 3> check_delays{milliseconds{1000}, milliseconds{5000},
                                                   milliseconds{60'000}};
constexpr int restorations_max = 3;
/// A tunnel program that ends is usually back by then.
constexpr seconds lost_patience{5};
constexpr nanoseconds retry_first = seconds{2};
constexpr int retry_doublings_max = 5;  // 64 s.
/// At the end, while the API fails: between attempts to remove the hook.
constexpr std::array<milliseconds, 4> removal_pauses{milliseconds{250}, milliseconds{500},
                                                     milliseconds{1000}, milliseconds{2000}};
constexpr unsigned first_server_error = 500;

}  // namespace

/// Reads end with the work, but a write that has begun is finished: otherwise nobody knows whether
/// the app has the hook.
class Registrar::Store final : public stream::HookStore {
 public:
  Store(stream::Client& client, Registrar& owner)
      : owner_(owner),
        reads_(client, owner.random_, owner.working_.get_token(), true),
        writes_(client, owner.random_, owner.removing_.get_token(), true) {}

  Result<stream::AppHooks> read() override { return reads_.read(); }
  Result<std::vector<Json>> write(const std::vector<Json>& hooks) override {
    owner_.may_have_hook_ = true;
    return writes_.write(hooks);
  }
  void pause(int attempt) override { reads_.pause(attempt); }

 private:
  Registrar& owner_;
  stream::ApiHooks reads_;
  stream::ApiHooks writes_;
};

Registrar::Registrar(RegistrarSettings settings, std::function<void()> news, const Clock& clock)
    : settings_(std::move(settings)), news_(std::move(news)), clock_(clock) {
  thread_ = std::jthread([this] { run(); });
}

Registrar::~Registrar() {
  await_end();
}

void Registrar::await_end() {
  withdraw();
  if (thread_.joinable()) thread_.join();
}

void Registrar::point_to(const std::string& url) {
  const std::lock_guard lock(mutex_);
  wanted_url_ = url;
  lost_at_.reset();
  changed_.notify_all();
}

void Registrar::lose() {
  const std::lock_guard lock(mutex_);
  lost_at_ = clock_.steady();
  changed_.notify_all();
}

void Registrar::withdraw() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(withdraws_, true)) return;
  working_.request_stop();
  watchdog_ = std::jthread([this](const std::stop_token& stop) {
    std::unique_lock waiting(mutex_);
    if (!changed_.wait_for(waiting, stop, withdrawal_time, [this] { return is_over_; }))
      removing_.request_stop();
  });
  changed_.notify_all();
}

std::vector<RegistrarReport> Registrar::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(reports_, {});
}

void Registrar::report(RegistrarReport report) {
  {
    const std::lock_guard lock(mutex_);
    const auto* gone = std::get_if<Unregistered>(&report);
    is_over_ = is_over_ || (gone != nullptr && gone->is_last);
    reports_.push_back(std::move(report));
  }
  changed_.notify_all();
  news_();
}

void Registrar::note(std::string words) {
  report(RegistrarNote{std::move(words)});
}

stream::Client::Observer Registrar::observer() {
  stream::Client::Observer observer;
  observer.exchanged = [this](const net::HttpRequest& sent, const net::HttpOutcome& came) {
    may_pass_ = may_pass_ || came.kind != net::HttpOutcome::Kind::answered ||
                came.status >= first_server_error;
    if (settings_.shows_exchanges) report(RegistrarNote{exchange_text(sent, came), true});
  };
  observer.waits = [this](nanoseconds wait, bool /*is_guess*/) {
    note("the app's rate limit is reached; the hooks are read or written again in " +
         duration_text(wait));
  };
  observer.slow = [this] { note("Stream's API has not answered yet"); };
  return observer;
}

void Registrar::run() {
  stream::Client client({.access = settings_.access, .connections_max = 2}, observer(), clock_,
                        random_);
  Store store(client, *this);
  while (await_work())
    work(store);
  remove(client);
}

/// Returns false once it is to withdraw.
bool Registrar::await_work() {
  std::unique_lock lock(mutex_);
  const auto is_awaited = [this] { return withdraws_ || wanted_url_ != url_ || is_lost(); };
  while (!is_awaited()) {
    const auto due = lost_at_ ? std::optional(*lost_at_ + lost_patience) : due_;
    if (!due) {
      changed_.wait(lock);
    } else if (changed_.wait_until(lock, *due) == std::cv_status::timeout) {
      break;
    }
  }
  if (is_lost()) {
    wanted_url_.clear();
    lost_at_.reset();
  }
  if (wanted_url_ != url_) is_registered_ = false;
  url_ = wanted_url_;
  return !withdraws_;
}

bool Registrar::is_lost() const {
  return lost_at_ && clock_.steady() >= *lost_at_ + lost_patience;
}

void Registrar::check_in(nanoseconds delay) {
  // Not in step with other listeners.
  due_ = clock_.steady() + delay + nanoseconds{random_.between(0, delay.count() / 4)};
}

void Registrar::work(Store& store) {
  due_.reset();
  if (url_.empty()) return suspend(store);
  if (is_registered_) return confirm(store);
  auto now = store.read();
  if (!now) return fail(std::move(now).error());
  enter(store, *std::move(now));
}

/// Makes the app send to `url_`. `now` is what it has.
void Registrar::enter(Store& store, stream::AppHooks now) {
  const auto edit =
      stream::registering({settings_.mark, url_, settings_.types}, settings_.is_port_used);
  Registered done{url_, stream::changes_between(now.hooks, edit.apply(now.hooks)), now};
  if (settings_.is_preview) return report(std::move(done));
  if (!done.changes.empty()) {
    for (std::string& warning : hidden_secret_warnings(now.hooks))
      note(std::move(warning));
  }
  may_have_hook_ = true;  // Perhaps of an earlier run.
  auto edited = stream::edit_hooks(store, edit, std::move(now));
  if (!edited) return fail(std::move(edited).error());
  note_others(*edited);
  done.app = std::move(edited->after);
  is_registered_ = was_registered_ = true;
  failures_ = checks_ = 0;
  check_in(check_delays.front());
  report(std::move(done));
}

void Registrar::note_others(const stream::EditedHooks& edited) {
  for (std::string& warning : edit_warnings(edited))
    note(std::move(warning));
}

/// Adds the hook again if it is gone.
void Registrar::confirm(Store& store) {
  checks_ = std::min<int>(checks_ + 1, check_delays.size() - 1);
  check_in(check_delays.at(static_cast<std::size_t>(checks_)));
  auto now = store.read();
  if (!now) return;  // The next check may see it.
  const stream::Registration wanted{settings_.mark, url_, settings_.types};
  const bool is_there = stream::registered_hook(now->hooks, settings_.mark) != nullptr ||
                        stream::equivalent_hook(now->hooks, wanted) != nullptr;
  if (is_there) return;
  if (restorations_ == restorations_max) {
    due_.reset();
    return note("the hook is gone from the app again; it is not added any more");
  }
  ++restorations_;
  note("the hook is gone from the app, because someone else changed the hooks: it is added again");
  enter(store, *std::move(now));
}

void Registrar::fail(Error error) {
  if (working_.stop_requested()) return;
  if (!was_registered_) return report(std::move(error));
  const auto wait = next_wait();
  note(error.what + "; trying again in " + duration_text(wait));
  due_ = clock_.steady() + wait;
}

nanoseconds Registrar::next_wait() {
  return retry_first * (1 << std::min(failures_++, retry_doublings_max));
}

Unregistered Registrar::removed(stream::HookStore& store) {
  Unregistered done;
  if (!may_have_hook_) return done;
  auto now = store.read();
  if (!now) {
    done.error = std::move(now).error();
    return done;
  }
  if (const Json* ours = stream::registered_hook(now->hooks, settings_.mark)) done.hook = *ours;
  std::vector<std::string> left;
  for (const Json& hook : now->hooks) {
    if (stream::mark_of(hook) != settings_.mark &&
        stream::is_left_over(hook, settings_.mark.owner, settings_.is_port_used))
      left.push_back(printable(text_at(hook, "id")));
  }
  const auto edit = stream::unregistering(settings_.mark, settings_.is_port_used);
  const auto edited = stream::edit_hooks(store, edit, *std::move(now));
  if (!edited) {
    done.error = edited.error();
    return done;
  }
  for (const std::string& id : left)
    note("hook " + id + ", which an earlier run left, is removed too");
  note_others(*edited);
  return done;
}

/// Until the address holds again.
void Registrar::suspend(Store& store) {
  Unregistered done = removed(store);
  done.is_last = false;
  if (working_.stop_requested()) return;
  if (!done.error) {
    failures_ = 0;
  } else {
    const bool is_said = failures_ > 0;
    due_ = clock_.steady() + next_wait();
    if (is_said) return;
  }
  report(std::move(done));
}

/// False if the time for the removal is over.
bool Registrar::wait_to_remove(nanoseconds pause) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, removing_.get_token(), pause, [] { return false; });
  return !removing_.stop_requested();
}

/// At the end; tried again while the API fails in ways that may pass.
void Registrar::remove(stream::Client& client) {
  stream::ApiHooks store(client, random_, removing_.get_token(), true);
  may_pass_ = false;
  Unregistered done = removed(store);
  for (const milliseconds pause : removal_pauses) {
    if (!done.error || !std::exchange(may_pass_, false) || !wait_to_remove(pause)) break;
    if (pause == removal_pauses.front()) note(done.error->what + "; trying again");
    done = removed(store);
  }
  if (done.error && removing_.stop_requested())
    done.error->what = "the API did not answer within " + duration_text(withdrawal_time);
  report(std::move(done));
}

}  // namespace streamctl::cli
