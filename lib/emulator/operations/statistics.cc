// Statistics of sessions and their participants, as far as the emulator saw them: who, when and how
// long. It has no media, so there are no figures of quality, tracks, networks and places.
#include <algorithm>
#include <map>
#include <utility>

#include "core/time_text.h"
#include "emulator/limits.h"
#include "emulator/operations/operations.h"
#include "emulator/operations/pagination.h"
#include "emulator/operations/session_facts.h"
#include "emulator/operations/views.h"
#include "emulator/specification/specification.h"

namespace streamctl::emulator {

namespace {

Json no_tracks() {
  return {{"audio", false}, {"video", false}, {"screenshare", false}, {"screenshare_audio", false}};
}

/// The session that the path names, by the parameters of either family of paths.
Result<CallSession, Failure> named_session(const OperationContext& context) {
  const bool is_of_call = context.path.contains("type");
  const std::string type = context.path.at(is_of_call ? "type" : "call_type");
  const std::string id = context.path.at(is_of_call ? "id" : "call_id");
  const OperationContext within{
      context.state,  context.caller, Parameters{{"type", type}, {"id", id}},
      context.target, context.body,   context.outcome};
  const auto call = within.call();
  if (!call) return call.error();
  return find_session(*call, context.path.at("session"));
}

/// The names by which answers identify a session.
Json names_of(const CallSession& one) {
  return {{"call_type", one.call->type},
          {"call_id", one.call->id},
          {"call_session_id", one.session->id}};
}

/// The page of sessions that a query's body selects, the latest first unless it sorts.
Result<Page, Failure> session_page(const OperationContext& context, const char* schema,
                                   const std::vector<CallSession>& sessions) {
  auto request = read_page(context.body);
  if (!request) return std::move(request).error();
  if (request->sort.empty()) request->sort.push_back({"session_started_at", true});
  return find_page(context.body, *request, filter_fields(schema), sessions.size(),
                   [&](std::size_t index) {
                     return FieldOf([&one = sessions[index], now = context.state.now](
                                        std::string_view field, Json& made) -> const Json& {
                       return made = one.field(field, now);
                     });
                   });
}

Json summary_of(const CallSession& one, WallTime now) {
  Json made{{"call_cid", one.call->cid()},
            {"call_session_id", one.session->id},
            {"call_status", one.session->is_live() ? "active" : "ended"},
            {"call_duration_seconds", one.seconds(now)},
            {"created_at", time_text(*one.session->started_at)},
            {"first_stats_time", time_text(*one.session->started_at)}};
  if (const Ratings ratings = ratings_of(*one.session); ratings.count > 0)
    made["min_user_rating"] = ratings.least;
  return made;
}

Json with_times(Json made, const CallSession& one, WallTime now) {
  made["counts"] = one.counts(now);
  set_time(made, "call_started_at", one.session->started_at);
  set_time(made, "call_ended_at", one.session->ended_at);
  return made;
}

Json stay_json(const Stay& one) {
  Json made{{"user_session_id", one.user_session_id},
            {"is_live", !one.left_at},
            {"started_at", time_text(one.joined_at)},
            {"published_tracks", no_tracks()}};
  set_time(made, "ended_at", one.left_at);
  return made;
}

/// CallStatsParticipant objects, by user.
std::vector<Json> participants_of(const CallSession& session, const Store& store) {
  std::map<std::string, Json> by_user;
  for (const Stay& one : session.stays()) {
    Json& made = by_user[one.user_id];
    if (made.is_null()) {
      made = {{"user_id", one.user_id}, {"sessions", Json::array()}};
      if (const User* user = store.user(one.user_id)) {
        made["roles"] = Json::array({user->role});
        if (!user->name.empty()) made["name"] = user->name;
      }
    }
    made["latest_activity_at"] = time_text(one.left_at.value_or(one.joined_at));
    made["sessions"].push_back(stay_json(one));
  }
  std::vector<Json> list;
  for (auto& [id, made] : by_user)
    list.push_back(std::move(made));
  return list;
}

/// The parameters of the query that page and filter, as a body. Those that the operation lacks were
/// not checked, so they are ignored.
Json query_as_body(const OperationContext& context) {
  const Json& known = query_of(context.operation);
  Json body = Json::object();
  for (const char* name : {"filter_conditions", "sort", "limit", "next", "prev"}) {
    if (!known.contains(name)) continue;
    if (Json value = context.query(name); !value.is_null()) body[name] = std::move(value);
  }
  return body;
}

/// The rules for filtering participants; see filter_fields().
const Json& participant_fields(const OperationContext& context) {
  return query_of(context.operation)["filter_conditions"]["filter"];
}

/// A field of a stay: its live state and its ids. Nothing is published here.
Json stay_field(const Stay& one, std::string_view field) {
  if (field == "user_id") return one.user_id;
  if (field == "session_id") return one.user_session_id;
  if (field == "is_live") return !one.left_at;
  if (field == "is_tech_user") return false;
  return Json::array();
}

}  // namespace

Reply query_call_stats(OperationContext& context) {
  const auto sessions = all_sessions(context);
  const auto page = session_page(context, "QueryCallStatsRequest", sessions);
  if (!page) return page.error();
  Json answer{{"reports", Json::array()}};
  for (const std::size_t index : page->items)
    answer["reports"].push_back(summary_of(sessions[index], context.state.now));
  add_cursors(answer, *page);
  return answer;
}

Reply query_call_session_stats(OperationContext& context) {
  const auto sessions = all_sessions(context);
  const auto page = session_page(context, "QueryCallSessionStatsRequest", sessions);
  if (!page) return page.error();
  const WallTime now = context.state.now;
  Json answer{{"call_stats", Json::array()}};
  for (const std::size_t index : page->items) {
    Json one = with_times(names_of(sessions[index]), sessions[index], now);
    one["generated_at"] = time_text(now);
    answer["call_stats"].push_back(std::move(one));
  }
  add_cursors(answer, *page);
  return answer;
}

Reply get_call_report(OperationContext& context, Call& call) {
  const auto one = find_session(call, context.target.parameter("session_id"));
  if (!one) return one.error();
  const Json counts = one->counts(context.state.now);
  const Ratings ratings = ratings_of(*one->session);
  Json about{{"score", 0}};
  set_time(about, "started_at", one->session->started_at);
  set_time(about, "ended_at", one->session->ended_at);
  return Json{{"session_id", one->session->id},
              {"session", session_json(*one->session, context.state.store)},
              {"report",
               {{"call", std::move(about)},
                {"participants",
                 {{"sum", counts["sessions"]},
                  {"unique", counts["participants"]},
                  {"max_concurrent", counts["peak_concurrent_sessions"]}}},
                {"user_ratings", {{"average", ratings.average}, {"count", ratings.count}}}}}};
}

Reply get_call_stats(OperationContext& context, Call& call) {
  const auto one = find_session(call, context.path.at("session"));
  if (!one) return one.error();
  Json answer{{"call_status", one->session->is_live() ? "active" : "ended"},
              {"call_duration_seconds", one->seconds(context.state.now)},
              {"max_participants", one->session->peak_sessions},
              {"participant_report", Json::array()},
              {"is_truncated_report", false},
              {"sfus", Json::array()}};
  // The client requires these, and nobody measured them.
  for (const char* name :
       {"max_freezes_duration_seconds", "publishing_participants",
        "max_total_quality_limitation_duration_seconds", "quality_score", "sfu_count"})
    answer[name] = 0;
  for (const Json& participant : participants_of(*one, context.state.store)) {
    Json info{{"id", participant["user_id"]}};
    if (participant.contains("name")) info["name"] = participant["name"];
    answer["participant_report"].push_back(
        {{"info", std::move(info)}, {"min_event_ts", 0}, {"session_stats", Json::array()}});
  }
  return answer;
}

Reply get_call_stats_map(OperationContext& context) {
  const auto one = named_session(context);
  if (!one) return one.error();
  const WallTime now = context.state.now;
  Json answer = with_times(names_of(*one), *one, now);
  answer["generated_at"] = time_text(now);
  if (context.query("exclude_publishers") != true)
    answer["publishers"] = {{"publishers", Json::array()}};
  if (context.query("exclude_sfus") != true) answer["sfus"] = {{"locations", Json::array()}};
  if (context.query("exclude_subscribers") == true) return answer;
  answer["subscribers"] = {{"locations", Json::array()}, {"participants", Json::array()}};
  for (const Stay& stay : one->stays())
    answer["subscribers"]["participants"].push_back({{"user_id", stay.user_id},
                                                     {"user_session_id", stay.user_session_id},
                                                     {"is_live", !stay.left_at}});
  return answer;
}

Reply query_call_session_participant_stats(OperationContext& context) {
  const auto one = named_session(context);
  if (!one) return one.error();
  const Json query = query_as_body(context);
  const auto request = read_page(query);
  if (!request) return request.error();
  const auto participants = participants_of(*one, context.state.store);
  const auto page = find_page(
      query, *request, participant_fields(context), participants.size(), [&](std::size_t index) {
        return FieldOf([&participant = participants[index]](std::string_view field,
                                                            Json& made) -> const Json& {
          if (field == "user_id") return participant["user_id"];
          made = Json::array();
          for (const Json& stay : participant["sessions"])
            made.push_back(field == "is_live"      ? stay["is_live"]
                           : field == "session_id" ? stay["user_session_id"]
                                                   : Json(false));
          return made;
        });
      });
  if (!page) return page.error();
  Json answer = with_times(names_of(*one), *one, context.state.now);
  answer["participants"] = Json::array();
  for (const std::size_t index : page->items)
    answer["participants"].push_back(participants[index]);
  add_cursors(answer, *page);
  return answer;
}

Reply query_call_participant_sessions(OperationContext& context) {
  const auto one = named_session(context);
  if (!one) return one.error();
  const Json query = query_as_body(context);
  const auto request = read_page(query);
  if (!request) return request.error();
  const auto stays = one->stays();
  const auto page =
      find_page(query, *request, participant_fields(context), stays.size(), [&](std::size_t index) {
        return FieldOf([&stay = stays[index]](std::string_view field, Json& made) -> const Json& {
          return made = stay_field(stay, field);
        });
      });
  if (!page) return page.error();
  const WallTime now = context.state.now;
  const Json counts = one->counts(now);
  Json answer = names_of(*one);
  answer.update({{"duration", one->seconds(now)},
                 {"session", session_json(*one->session, context.state.store)},
                 {"total_participant_sessions", counts["sessions"]},
                 {"total_participant_duration", counts["total_participant_duration"]},
                 {"participants_sessions", Json::array()}});
  for (const std::size_t index : page->items) {
    const Stay& stay = stays[index];
    const User* user = context.state.store.user(stay.user_id);
    Json details{
        {"user_id", stay.user_id},
        {"user_session_id", stay.user_session_id},
        {"publisher_type", ""},
        {"roles", Json::array({user == nullptr ? "user" : user->role})},
        {"joined_at", time_text(stay.joined_at)},
        {"duration_in_seconds", seconds_between(stay.joined_at, stay.left_at.value_or(now))}};
    set_time(details, "left_at", stay.left_at);
    answer["participants_sessions"].push_back(std::move(details));
  }
  add_cursors(answer, *page);
  return answer;
}

Reply get_participant_session_metrics(OperationContext& context) {
  const auto one = named_session(context);
  if (!one) return one.error();
  const auto stay = find_stay(*one, context.path);
  if (!stay) return stay.error();
  return Json{{"user_id", stay->user_id},
              {"user_session_id", stay->user_session_id},
              {"joined_at", time_text(stay->joined_at)},
              {"is_publisher", false},
              {"is_subscriber", false},
              {"published_tracks", Json::array()}};
}

Reply get_participant_stats_details(OperationContext& context) {
  const auto one = named_session(context);
  if (!one) return one.error();
  const auto stay = find_stay(*one, context.path);
  if (!stay) return stay.error();
  const Json points = context.query("max_points");
  Json answer = names_of(*one);
  answer.update({{"user_id", stay->user_id},
                 {"user_session_id", stay->user_session_id},
                 {"timeframe",
                  {{"since", time_text(stay->joined_at)},
                   {"until", time_text(stay->left_at.value_or(context.state.now))},
                   {"step_seconds", 0},
                   {"max_points", points.is_number_integer() ? points : Json(0)}}}});
  return answer;
}

Reply get_participant_stats_timeline(OperationContext& context) {
  const auto one = named_session(context);
  if (!one) return one.error();
  const auto stay = find_stay(*one, context.path);
  if (!stay) return stay.error();
  const auto event = [](const char* type, WallTime time) {
    return Json{{"type", type},
                {"severity", "info"},
                {"timestamp", time_text(time)},
                {"data", Json::object()}};
  };
  Json answer = names_of(*one);
  answer.update({{"user_id", stay->user_id},
                 {"user_session_id", stay->user_session_id},
                 {"events", Json::array({event("joined", stay->joined_at)})}});
  if (stay->left_at) answer["events"].push_back(event("left", *stay->left_at));
  return answer;
}

}  // namespace streamctl::emulator
