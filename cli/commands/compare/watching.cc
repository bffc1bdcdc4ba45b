#include "commands/compare/watching.h"

#include <utility>

#include "core/units.h"
#include "render/exchange_text.h"

namespace streamctl::cli {

Watching::Watching(Watcher watcher, stream::WatchPlan plan, Context& context,
                   std::function<void()> notify)
    : watcher_(std::move(watcher)),
      plan_(std::move(plan)),
      context_(context),
      random_(context.random.next()),
      notify_(std::move(notify)),
      realtime_(realtime_options(watcher_, context), parts(), context.clock, random_),
      thread_([this] { run(); }) {}

Watching::~Watching() {
  news_.close();
  stop_.request_stop();
  realtime_.wake();
}

void Watching::report(News&& news) {
  if (news_.push(std::move(news))) notify_();
}

stream::RealtimeParts Watching::parts() {
  stream::RealtimeParts parts;
  parts.token = [this](bool stale) { return token_of(watcher_, stale, context_); };
  parts.watch = [this](const std::string& connection_id, const Secret& token) {
    return watch_calls(connection_id, token);
  };
  parts.event = [this](stream::RealtimeEvent&& event) { report(std::move(event)); };
  parts.connected = [this](const std::string&, std::size_t calls) { report(Connected{calls}); };
  parts.gap = [this](const stream::Gap& gap) { report(gap); };
  parts.lost = [this](const std::string& why, std::chrono::nanoseconds wait) {
    report(Lost{why, wait});
  };
  return parts;
}

stream::Watched Watching::watch_calls(const std::string& connection_id, const Secret& token) {
  stream::Access access = watcher_.access;
  access.token = token;
  stream::Client::Observer observer;
  if (context_.verbose) {
    observer.exchanged = [this](const net::HttpRequest& sent, const net::HttpOutcome& came) {
      report(Words{exchange_text(sent, came)});
    };
  }
  observer.waits = [this](std::chrono::nanoseconds wait, bool) {
    report(Words{"the app's rate limit is reached; going on in " + duration_text(wait), true});
  };
  return stream::watch_calls(plan_, connection_id,
                             {std::move(access), std::move(observer), context_.clock, random_},
                             stop_.get_token());
}

void Watching::run() {
  const std::stop_callback on_stop(context_.stop, [this] {
    stop_.request_stop();
    realtime_.wake();
  });
  while (!stop_.stop_requested()) {
    auto polled = realtime_.poll(std::chrono::hours{1});
    if (polled) continue;
    if (!stop_.stop_requested()) report(Ended{std::move(polled).error()});
    return;
  }
  realtime_.leave();
}

}  // namespace streamctl::cli
