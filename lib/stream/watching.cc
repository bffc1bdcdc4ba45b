#include "stream/watching.h"

#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "stream/api_error.h"
#include "stream/refusal.h"

namespace streamctl::stream {
namespace {

/// Calls per page of QueryCalls; the API's maximum.
constexpr int page_calls = 100;
constexpr int unknown_connection = 46;
/// What Stream's JavaScript client sends if it does not know where it is.
constexpr const char* unknown_location = "ERR";

/// Subscribes to a call by its name.
Operation watching_operation(const CallId& call, const WatchPlan& plan) {
  if (plan.via == Via::join)
    return operation("POST", call.path() + "/join",
                     {{"location", unknown_location}, {"create", plan.create}});
  if (plan.create) return operation("POST", call.path(), Json::object());
  Operation wanted;
  wanted.path = call.path();
  return wanted;
}

/// Whether a retry would get the same response.
bool stays_refused(const net::HttpOutcome& outcome) {
  if (outcome.kind != net::HttpOutcome::Kind::answered || !is_permanent(outcome.status))
    return false;
  const auto error = read_api_error(outcome.body, outcome.status);
  // The connection may have been lost, or the token may have expired, in the meantime.
  return !error || (error->code != unknown_connection && error->code != token_expired);
}

/// One pass over the plan, a request at a time.
class Run {
 public:
  Run(const std::string& connection_id, WatchParts parts, const std::stop_token& stop)
      : connection_id_(connection_id),
        stop_(stop),
        client_({std::move(parts.access), 1, {}}, noting(std::move(parts.observer)), parts.clock,
                parts.random) {}
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() = default;

  Watched by_name(const WatchPlan& plan) {
    for (const CallId& call : plan.calls) {
      if (auto answer = ask(watching_operation(call, plan)); !answer)
        return failed(std::move(answer), call.cid());
      ++watched_.calls;
    }
    return std::move(watched_);
  }

  /// The calls that are named, by one query for all.
  Watched by_list(const WatchPlan& plan) {
    Json cids = Json::array();
    for (const CallId& call : plan.calls) {
      cids.push_back(call.cid());
      if (!plan.create) continue;
      if (auto made = client_.call(watching_operation(call, plan), stop_); !made)
        return failed(std::move(made), call.cid());
    }
    Watched watched = by_query({{"cid", {{"$in", cids}}}}, "the calls");
    for (const Json& cid : cids) {
      if (watched.failure || found_.contains(cid.get_ref<const std::string&>())) continue;
      watched.is_final = true;
      watched.failure =
          refused_error("cannot watch " + cid.get<std::string>() + ": QueryCalls does not find it",
                        "--create makes calls that do not exist; --via get says what is wrong with "
                        "one that does");
    }
    return watched;
  }

  Watched by_query(const Json& conditions, const std::string& what) {
    std::string next;
    for (std::size_t page = 0; page < query_pages_max; ++page) {
      Json body{{"watch", true}, {"filter_conditions", conditions}, {"limit", page_calls}};
      if (!next.empty()) body["next"] = next;
      auto answer = ask(operation("POST", "/video/calls", body));
      if (!answer) return failed(std::move(answer), what);
      const auto calls = answer->body.find("calls");
      if (calls != answer->body.end() && calls->is_array()) {
        watched_.calls += calls->size();
        for (const Json& one : *calls)
          found_.insert(text_at(one.is_object() ? one.value("call", Json()) : Json(), "cid"));
      }
      const auto following = answer->body.find("next");
      if (following == answer->body.end() || !following->is_string() ||
          following->get_ref<const std::string&>().empty()) {
        return std::move(watched_);
      }
      next = following->get<std::string>();
    }
    watched_.is_final = true;
    watched_.failure = refused_error(
        what + " finds more than " + std::to_string(watched_.calls) + " calls, too many to watch",
        "narrow the query");
    return std::move(watched_);
  }

 private:
  Client::Observer noting(Client::Observer observer) {
    auto exchanged = std::move(observer.exchanged);
    observer.exchanged = [this, exchanged = std::move(exchanged)](const net::HttpRequest& request,
                                                                  const net::HttpOutcome& outcome) {
      watched_.is_final = stays_refused(outcome);
      watched_.is_foreign = !read_api_error(outcome.body, outcome.status);
      if (exchanged) exchanged(request, outcome);
    };
    return observer;
  }

  Result<Answer> ask(Operation wanted) {
    wanted.query.emplace_back("connection_id", connection_id_);
    return client_.call(std::move(wanted), stop_);
  }

  Watched failed(Result<Answer> answer, const std::string& what) {
    watched_.failure = std::move(answer).error().in("cannot watch " + what);
    return std::move(watched_);
  }

  const std::string& connection_id_;
  const std::stop_token& stop_;
  Watched watched_;
  std::set<std::string> found_;  ///< CIDs in the answers of QueryCalls.
  Client client_;
};

}  // namespace

Watched watch_calls(const WatchPlan& plan, const std::string& connection_id, WatchParts parts,
                    const std::stop_token& stop) {
  Run run{connection_id, std::move(parts), stop};
  if (plan.query) return run.by_query(*plan.query, "--query");
  return plan.via == Via::query ? run.by_list(plan) : run.by_name(plan);
}

}  // namespace streamctl::stream
