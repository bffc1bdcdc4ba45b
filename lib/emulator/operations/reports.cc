// Reports about the whole app, computed from the sessions and the feedback that the emulator saw.
#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/pagination.h"
#include "emulator/operations/session_facts.h"
#include "emulator/operations/views.h"
#include "emulator/specification/specification.h"

namespace streamctl::emulator {

namespace {

/// "2026-11-27".
std::string day_of(WallTime time) {
  return time_text(time).get<std::string>().substr(0, 10);
}

struct Bucket {
  std::int64_t least;  ///< Inclusive.
  std::int64_t most;   ///< Exclusive; 0 for none.
};

/// Minutes of a session, and participants.
constexpr std::array<Bucket, 5> duration_buckets{{{0, 1}, {1, 5}, {5, 15}, {15, 60}, {60, 0}}};
constexpr std::array<Bucket, 5> count_buckets{{{0, 2}, {2, 3}, {3, 5}, {5, 10}, {10, 0}}};

/// ReportByHistogramBucket objects of the values, scaled by `unit`.
Json histogram(const std::array<Bucket, 5>& buckets, const std::vector<std::int64_t>& values,
               std::int64_t unit) {
  Json made = Json::array();
  for (const Bucket& bucket : buckets) {
    std::int64_t count = 0;
    std::int64_t sum = 0;
    for (const std::int64_t value : values) {
      if (value < bucket.least * unit || (bucket.most != 0 && value >= bucket.most * unit))
        continue;
      ++count;
      sum += value;
    }
    const std::string least = std::to_string(bucket.least);
    Json one{
        {"category", bucket.most == 0 ? least + "+" : least + "-" + std::to_string(bucket.most)},
        {"count", count},
        {"sum", sum},
        {"lower_bound", {{"inclusive", true}, {"value", bucket.least * unit}}}};
    if (bucket.most != 0)
      one["upper_bound"] = {{"inclusive", false}, {"value", bucket.most * unit}};
    made.push_back(std::move(one));
  }
  return made;
}

/// What happened on one day.
struct Day {
  std::int64_t sessions = 0;
  std::vector<std::int64_t> seconds;
  std::vector<std::int64_t> participants;
  std::map<std::string, std::int64_t> ratings;
  std::int64_t unrated = 0;
};

std::map<std::string, Day> days_of(const OperationContext& context) {
  const std::string from = context.text("from").substr(0, 10);
  const std::string to = context.text("to").substr(0, 10);
  std::map<std::string, Day> days;
  for (const CallSession& one : all_sessions(context)) {
    const std::string day = day_of(*one.session->started_at);
    if ((!from.empty() && day < from) || (!to.empty() && day > to)) continue;
    Day& made = days[day];
    ++made.sessions;
    made.seconds.push_back(one.seconds(context.state.now));
    const Json counts = one.counts(context.state.now);
    made.participants.push_back(counts["participants"].get<std::int64_t>());
    for (const Json& feedback : one.session->feedback)
      ++made.ratings[feedback["rating"].dump()];
    made.unrated +=
        std::max<std::int64_t>(0, counts["participants"].get<std::int64_t>() -
                                      static_cast<std::int64_t>(one.session->feedback.size()));
  }
  return days;
}

}  // namespace

Reply query_aggregate_call_stats(OperationContext& context) {
  const auto wanted = context.texts("report_types");
  const auto is_wanted = [&](const std::string& name) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end() ||
           std::find(wanted.begin(), wanted.end(), name + "_report") != wanted.end();
  };
  Json answer = Json::object();
  const auto add = [&](const std::string& name, const std::string& date, Json report) {
    if (is_wanted(name))
      answer[name + "_report"]["daily"].push_back({{"date", date}, {"report", std::move(report)}});
  };
  for (const char* name :
       {"calls_per_day", "call_duration", "call_participant_count", "user_feedback"}) {
    if (is_wanted(name)) answer[std::string(name) + "_report"] = {{"daily", Json::array()}};
  }
  for (const auto& [date, day] : days_of(context)) {
    add("calls_per_day", date, {{"count", day.sessions}});
    add("call_duration", date, {{"histogram", histogram(duration_buckets, day.seconds, 60)}});
    add("call_participant_count", date,
        {{"histogram", histogram(count_buckets, day.participants, 1)}});
    Json ratings = Json::object();
    for (const auto& [rating, count] : day.ratings)
      ratings[rating] = count;
    add("user_feedback", date,
        {{"count_by_rating", std::move(ratings)}, {"unreported_count", day.unrated}});
  }
  return answer;
}

Reply get_daily_digest(OperationContext& context) {
  const std::string given = context.target.parameter("date");
  const std::string date = given.empty() ? day_of(context.state.now) : given;
  Json sessions = Json::array();
  for (const CallSession& one : all_sessions(context)) {
    if (day_of(*one.session->started_at) != date) continue;
    Json made{{"call_cid", one.call->cid()},
              {"call_session_id", one.session->id},
              {"counts", one.counts(context.state.now)},
              {"has_digest", false},
              {"session_started_at", time_text(*one.session->started_at)}};
    if (one.session->ended_at) made["session_ended_at"] = time_text(*one.session->ended_at);
    sessions.push_back(std::move(made));
  }
  return Json{{"date", date},
              {"status", "ready"},
              {"digest_kinds", Json::array()},
              {"call_sessions", std::move(sessions)}};
}

Reply get_active_calls_status(OperationContext& context) {
  std::int64_t calls = 0;
  std::size_t participants = 0;
  WallTime since = context.state.now;
  for (const CallSession& one : all_sessions(context)) {
    if (!one.session->is_live()) continue;
    ++calls;
    participants += one.session->participants.size();
    since = std::min(since, *one.session->started_at);
  }
  // Nobody publishes a track, so that there is nothing to measure.
  const Json none{{"p10", 0.0}, {"p50", 0.0}};
  const Json video{{"bitrate", none}, {"resolution", none}};
  return Json{{"start_time", time_text(since)},
              {"end_time", time_text(context.state.now)},
              {"metrics", {{"publishers", {{"all", {{"video", video}}}}}}},
              {"summary",
               {{"active_calls", calls},
                {"participants", participants},
                {"active_publishers", 0},
                {"active_subscribers", 0}}}};
}

Reply query_user_feedback(OperationContext& context) {
  std::vector<const Json*> all;
  const auto address = [](const Json& one) { return &one; };
  for (const auto& [cid, call] : context.state.store.calls) {
    for (const Session& past : call.past_sessions)
      std::transform(past.feedback.begin(), past.feedback.end(), std::back_inserter(all), address);
    if (call.session)
      std::transform(call.session->feedback.begin(), call.session->feedback.end(),
                     std::back_inserter(all), address);
  }
  auto request = read_page(context.body);
  if (!request) return std::move(request).error();
  if (request->sort.empty()) request->sort.push_back({"created_at", true});
  const auto page = find_page(
      context.body, *request, filter_fields("QueryUserFeedbackRequest"), all.size(),
      [&](std::size_t index) {
        return FieldOf([one = all[index]](std::string_view field, Json& made) -> const Json& {
          if (field == "call_cid") return (*one)["cid"];
          if (field == "call_session_id") return (*one)["session_id"];
          const auto found = one->find(std::string(field));
          return found == one->end() ? made : *found;
        });
      });
  if (!page) return page.error();
  Json answer{{"user_feedback", Json::array()}};
  for (const std::size_t index : page->items) {
    Json one = *all[index];
    one.erase("created_at");  // Stream sorts by it and does not answer it.
    answer["user_feedback"].push_back(std::move(one));
  }
  add_cursors(answer, *page);
  return answer;
}

}  // namespace streamctl::emulator
