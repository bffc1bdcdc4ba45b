#include "commands/api/api.h"

#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/options.h"
#include "commands/api/answer.h"
#include "commands/api/curl.h"
#include "commands/api/list.h"
#include "commands/api/options.h"
#include "commands/api/request.h"
#include "core/text.h"
#include "core/units.h"
#include "error_report.h"
#include "filter/query.h"
#include "net/status.h"
#include "standard_stream.h"
#include "stream/api_error.h"

namespace streamctl::cli {
namespace {

Result<void> check(const ApiOptions& options, const Context& context) {
  if (options.raw && !options.jq.empty())
    return option_error("--raw", "--jq reads the answer", "leave one out");
  if (options.raw && context.output == Output::json)
    return option_error("--raw", "--output json is no raw answer", "leave one out");
  if (options.raw && context.out_terminal.is_tty && !options.print)
    return option_error("--raw", "standard output is a terminal", "write it to a file: > FILE");
  if (options.include && !options.jq.empty() && context.output == Output::json)
    return option_error("--include", "--jq prints other lines", "leave one out");
  return {};
}

/// Sends the requests and prints the answers.
class Session {
 public:
  Session(const ApiOptions& options, ApiRequest request, stream::Access access, Context& context)
      : options_(options),
        request_(std::move(request)),
        context_(context),
        access_(access),
        client_(make_client(std::move(access), context)) {}

  Result<ExitCode> run() {
    if (!options_.jq.empty()) {
      auto query =
          filter::Query::start({"--jq", options_.jq, context_.environment("TZ").value_or("")},
                               context_.clock, context_.stop);
      if (!query) return std::move(query).error();
      query_.emplace(*std::move(query));
    }
    std::set<std::string> cursors;
    while (true) {
      auto answer = ask();
      if (!answer) return std::move(answer).error();
      const std::string next = options_.paginate ? text_at(*answer, "next") : "";
      if (next.empty() || output_failure(context_.out) != 0) return 0;
      if (!cursors.insert(next).second)
        return refused_error("the API's pages go round in a circle after " +
                             count_text(cursors.size() + 1));
      if (auto turned = turn_page(request_, next); !turned) return std::move(turned).error();
    }
  }

 private:
  /// One request: its answer's JSON, once printed.
  Result<Json> ask() {
    const std::string url = stream::url_shown(access_, request_.operation);
    const auto outcome = client_.exchange(request_.operation, context_.stop);
    if (!outcome) return outcome.error();
    const bool is_answered = outcome->kind == net::HttpOutcome::Kind::answered;
    const bool is_success = is_answered && net::is_success(outcome->status);
    if (is_answered && options_.include && context_.output == Output::pretty)
      print_head(*outcome, context_);
    if (is_success && outcome->body_cut)
      return refused_error("the answer of " + printable(url) + " is larger than " +
                           size_text(outcome->body.size()));
    if (!is_success) {
      if (is_answered) print_refusal(*outcome, options_, context_);
      Error error = stream::error_of(*outcome, url);
      // The path is wrong, not an id in it.
      if (outcome->status == 404 && request_.known == nullptr) error.hint = path_hint(request_);
      return error;
    }
    auto answer = print_answer(*outcome, options_, context_);
    if (!answer || !query_ || trimmed(outcome->body).empty()) return answer;
    const auto done = query_->run(
        outcome->body,
        [this](const filter::Output& output) {
          print_output(output, context_);
          context_.out.flush();
          return output_failure(context_.out) == 0;
        },
        context_.stop);
    if (!done) return done.error();
    return answer;
  }

  const ApiOptions& options_;
  ApiRequest request_;
  Context& context_;
  stream::Access access_;
  stream::Client client_;
  std::optional<filter::Query> query_;
};

Result<ExitCode> send(const ApiOptions& options, ApiRequest request, Context& context) {
  auto access =
      options.as_user.empty() ? server_access(context) : user_access(options.as_user, context);
  if (!access) return std::move(access).error();
  access->surface = request.surface;
  if (options.print) {
    const auto command = api_curl_command(request, *access, options, context.environment);
    if (!command) return command.error();
    context.out << *command << '\n';
    return 0;
  }
  auto code = Session(options, std::move(request), *std::move(access), context).run();
  return code ? std::move(code) : ended(std::move(code).error(), context);
}

Result<ExitCode> run(const ApiOptions& options, Context& context) {
  if (options.list) {
    if (!options.second.empty())
      return usage_error("unexpected argument '" + printable(options.second) + "'",
                         "--list takes one word");
    auto listed = list_operations(options.first, context);
    if (!listed) return std::move(listed).error();
    return 0;
  }
  if (auto good = check(options, context); !good) return std::move(good).error();
  auto request = read_api_request(options, context);
  if (!request) return std::move(request).error();
  if (options.paginate && !can_page(*request))
    return option_error("--paginate", request->known->name + " has no pages",
                        "'streamctl api --list -o json' tells which operations have");
  if (const std::string doubt = doubt_about(*request, !options.as_user.empty()); !doubt.empty())
    report_warning(context, doubt);
  return send(options, *std::move(request), context);
}

}  // namespace

Command api() {
  return {
      .name = "api",
      .group = "look up",
      .summary = "Send any request to Stream's API, signed",
      .description =
          "Sends the request with the app's key and a server token, or with a token of a user, and "
          "shows the answer. Works with Stream and with the emulator alike. PATH is that of the "
          "API's documentation, such as /video/calls or /users. A path that "
          "the API's specification does not have is warned about and sent.\n\n"
          "When the API says that too much was asked (HTTP 429), the request is sent again once "
          "its rate limit has passed, as the header fields of the answer tell. With --paginate, "
          "each page is shown as it comes.\n\n"
          "Exit status: 0 for an answer of 2xx, 1 for any other, whose body is shown too, 3 if the "
          "API could not be reached.",
      .examples =
          {{"streamctl api /video/call/default/standup --env-file .env", "Read a call"},
           {"streamctl api POST /video/call/default/daily --env-file .env -f "
            "data.created_by_id=john",
            "Create one"},
           {"streamctl api PATCH /video/call/default/standup --env-file .env -f custom.topic=demo "
            "--jq .call.custom",
            "Change it, and show a part of the answer"},
           {"streamctl api POST /video/calls --env-file .env -f limit:=10 --paginate --jq "
            "'.calls[].call.cid'",
            "All calls, page by page"},
           {"streamctl api POST /video/call/default/standup/reaction --env-file .env -f type=wave "
            "--as-user john",
            "A reaction, as the app of a user sends it"},
           {"streamctl api GET /users --env-file .env -f payload.filter_conditions.id=john --print "
            "curl",
            "A request as a curl command"},
           {"streamctl api --list recording", "Which operations are there?"}},
      .declare = bound<ApiOptions>(declare_api, run)};
}

}  // namespace streamctl::cli
