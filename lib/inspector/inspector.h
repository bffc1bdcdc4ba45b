// The inspector: a web page on this machine that shows deliveries as they come.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/random.h"
#include "core/result.h"
#include "core/secret.h"
#include "inspector/actions.h"
#include "inspector/bulletin.h"
#include "inspector/deliveries.h"
#include "inspector/exchange.h"
#include "inspector/front.h"
#include "inspector/holding.h"
#include "inspector/intake.h"
#include "inspector/item.h"
#include "inspector/sending.h"
#include "inspector/store.h"
#include "listener/seen.h"

namespace streamctl::inspector {

constexpr std::uint16_t default_port = 4040;
constexpr std::size_t default_keep = 10'000;

struct InspectorOptions {
  std::uint16_t port = default_port;  ///< Or the next free one; 0: any.
  std::size_t keep = default_keep;    ///< Deliveries in memory.
  std::string state_directory;        ///< Of the history.
  std::string capture;                ///< Of --record; may be empty.
  std::string time_zone;              ///< As in TZ, for jq; may be empty.
};

/// What the page may ask for beside deliveries; a part that is empty is not offered. They are
/// called on the threads of connections.
struct InspectorParts {
  const Clock& clock;
  Random random;  ///< For ids.
  Describe describe;
  std::function<Json(const listener::Delivery&)> commands;  ///< See DeliveriesParts.
  FindTarget target;                                        ///< To replay, forge and send.
  /// Answers deliveries by this plan from now on, as `--respond` does. Kind usage.
  std::function<Result<void>(const std::string& plan)> respond;
  Decide decide;  ///< About a delivery that holding() holds.
  /// Answers a request to a path below /api/emulator/.
  std::function<PageAnswer(const std::string& method, const std::string& action,
                           const std::string& body)>
      emulator;
};

/// What the page tells of the command that it belongs to.
struct About {
  std::string command;     ///< "listen".
  std::string url;         ///< Where deliveries are received; may be empty.
  std::string default_to;  ///< Where the page sends events, unless told otherwise; may be empty.
  std::string respond;     ///< The plan at the start; may be empty.
};

/// Observes, and delays nothing: what it cannot take in time is skipped and counted.
class Inspector {
 public:
  /// Opens the port; nothing is answered before begin(). Kind network.
  static Result<std::unique_ptr<Inspector>> open(InspectorOptions options, InspectorParts parts);
  Inspector(const Inspector&) = delete;
  Inspector& operator=(const Inspector&) = delete;
  ~Inspector();

  /// The address of the page, with the token that lets it read and act.
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] std::uint16_t port() const { return front_->port(); }
  void begin(About about);
  /// From any thread. `took`: from reception to the answer.
  void saw(const listener::Seen& seen, std::chrono::nanoseconds took);
  /// For the listener; it holds what the page asks for.
  [[nodiscard]] Holding& holding() { return holding_; }
  /// From any thread: lines of `emulator --output json`, for the pages that are open. `line` is not
  /// called where there are none.
  void tell_line(const std::function<Json()>& line);
  /// Whether a page is open.
  [[nodiscard]] bool has_pages() const { return feeds_ > 0; }
  /// Tells the pages that it is the end, and ends all threads.
  void close();

 private:
  Inspector(const InspectorOptions& options, InspectorParts&& parts, std::unique_ptr<Front> front);

  PageAnswer answer(const PageRequest& request);
  PageAnswer read(const PageRequest& request);
  PageAnswer stream(const PageRequest& request);
  PageAnswer change(const PageRequest& request);
  PageAnswer hold(const std::string& path, Body&& body);
  std::optional<PageAnswer> send(const std::string& path, Body&& body);
  PageAnswer respond(Body&& body);
  [[nodiscard]] Json offers() const;
  [[nodiscard]] Json state() const;

  const Clock& clock_;
  std::size_t keep_;
  Secret token_;
  std::unique_ptr<Front> front_;
  std::string url_;
  About about_;
  std::function<Result<void>(const std::string&)> respond_;
  std::function<PageAnswer(const std::string&, const std::string&, const std::string&)> emulator_;
  mutable std::mutex plan_mutex_;  ///< Guards `plan_`, which is the plan of `respond_`.
  std::string plan_;
  WallTime started_;
  std::stop_source stop_;
  std::atomic<std::size_t> feeds_ = 0;
  Store store_;
  Bulletin bulletin_;
  Intake intake_;
  Deliveries deliveries_;
  Holding holding_{bulletin_, clock_};
  Decide decide_;
  Random random_;
  FindTarget target_;
  Actions actions_{bulletin_};
  std::optional<Sending> sending_;  ///< From begin() on, where there is a `target_`.
};

}  // namespace streamctl::inspector
