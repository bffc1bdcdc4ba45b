#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "args/api_access.h"
#include "args/arguments.h"
#include "args/json_argument.h"
#include "args/options.h"
#include "commands/call/call.h"
#include "core/call_id.h"
#include "core/text.h"
#include "core/time_text.h"
#include "core/units.h"
#include "error_report.h"
#include "render/calls.h"
#include "stream/calls.h"

namespace streamctl::cli {
namespace {

constexpr std::size_t members_max = 100;  // Of one request.

struct CreateOptions {
  std::string call;
  std::string created_by;
  std::vector<std::string> members;
  std::vector<std::string> custom;
  std::optional<std::string> data;
  std::string starts_at;
  std::string team;
  bool ring = false;
  bool notify = false;
  bool video = false;
};

void declare(Arguments& arguments, CreateOptions& options) {
  arguments.text("CALL", options.call, "The call, as default:standup")
      .metavar("TYPE:ID")
      .required();
  arguments
      .text("--user-id,--created-by", options.created_by,
            "The user who creates it (default the profile's user_id, then streamctl)")
      .metavar("ID");
  arguments.texts("--member", options.members, "A member, with a role if wanted: bob, ann:admin")
      .metavar("ID[:ROLE]");
  arguments
      .texts("--custom", options.custom,
             "Set a value in the call's custom data, as topic=standup (text) or size.x:=4 (JSON, "
             "nested)")
      .metavar("KEY=VALUE");
  arguments
      .text("--data", options.data,
            "Further data of the call, such as settings_override: a JSON object, @FILE, or - for "
            "standard input")
      .metavar("JSON");
  arguments
      .text("--starts-at", options.starts_at, "When it is planned to start: RFC 3339, or from now")
      .metavar("TIME|DURATION");
  arguments.text("--team", options.team, "The team that it belongs to").metavar("NAME");
  arguments.flag("--ring", options.ring, "Ring the members");
  arguments.flag("--notify", options.notify, "Notify the members without ringing");
  arguments.flag("--video", options.video, "Ring as a video call");
}

Result<std::vector<stream::NewMember>> read_members(const CreateOptions& options) {
  std::vector<stream::NewMember> members;
  for (const std::string& text : options.members) {
    const auto colon = text.find(':');
    stream::NewMember member{text.substr(0, colon),
                             colon == std::string::npos ? "" : text.substr(colon + 1)};
    const bool has_role = colon == std::string::npos || !member.role.empty();
    if (member.user_id.empty() || !has_role || member.role.find(':') != std::string::npos)
      return option_error("--member", "'" + printable(text) + "' is no member",
                          "write it ID or ID:ROLE");
    members.push_back(std::move(member));
  }
  if (members.size() > members_max)
    return option_error("--member", "the API takes at most " + std::to_string(members_max));
  return members;
}

/// RFC 3339, given so or as a duration from now.
Result<std::string> read_start(const std::string& text, Context& context) {
  if (const auto time = parse_rfc3339(text)) return rfc3339_trimmed(*time);
  if (const auto duration = parse_duration(text))
    return rfc3339_trimmed(context.clock.now() + *duration);
  return option_error("--starts-at", "'" + printable(text) + "' is neither a time nor a duration",
                      "write it 2026-12-01T09:00:00Z, or 30m");
}

Result<stream::CallRequest> read_request(const CreateOptions& options, Context& context) {
  stream::CallRequest request;
  auto data = read_object_with_custom(options.data, options.custom, context);
  if (!data) return std::move(data).error();
  request.data = *std::move(data);
  auto members = read_members(options);
  if (!members) return std::move(members).error();
  if (!members->empty() && request.data.contains("members"))
    return option_error("--member", "--data has members, too", "name them in one place");
  if (!options.starts_at.empty()) {
    auto start = read_start(options.starts_at, context);
    if (!start) return std::move(start).error();
    request.data["starts_at"] = *std::move(start);
  }
  if (!options.team.empty()) request.data["team"] = options.team;
  if (options.video && !options.ring)
    return option_error("--video", "nothing rings", "pass --ring");
  request.created_by = acting_user(options.created_by, context.settings);
  request.members = *std::move(members);
  request.ring = options.ring;
  request.notify = options.notify;
  request.video = options.video;
  return request;
}

bool sets_data(const stream::CallRequest& request) {
  return !request.data.empty() || !request.members.empty();
}

void print(const CallId& call, const stream::CallRequest& request, const stream::Answer& answer,
           Context& context) {
  const bool is_new = answer.body.value("created", Json()) != false;
  if (!is_new && sets_data(request))
    report_warning(context, printable(call.cid()) +
                                " existed before: its data and members stay "
                                "as they were");
  if (context.output == Output::json) {
    context.out << call_json(call.cid(), answer.body, answer.duration) << '\n';
    return;
  }
  context.out << context.out_terminal.paint(is_new ? Style::green : Style::yellow,
                                            is_new ? "created" : "exists")
              << ' ' << render_call(call.cid(), answer.body, context.out_terminal);
}

Result<ExitCode> run(const CreateOptions& options, Context& context) {
  const auto call = parse_call_id(options.call);
  if (!call) return call.error();
  const auto request = read_request(options, context);
  if (!request) return request.error();
  auto access = server_access(context);
  if (!access) return std::move(access).error();
  stream::Client client = make_client(*std::move(access), context);
  std::vector<std::string> users{request->created_by};
  for (const stream::NewMember& member : request->members)
    users.push_back(member.user_id);
  if (auto created = create_users(users, client, context); !created)
    return ended(std::move(created).error(), context);
  const auto answer = client.call(stream::create_call(*call, *request), context.stop);
  if (!answer)
    return ended(Error(answer.error()).in("cannot create " + printable(call->cid())), context);
  print(*call, *request, *answer, context);
  return 0;
}

}  // namespace

Command call_create() {
  return {
      .name = "create",
      .summary = "Create a call, or find that it exists",
      .description =
          "Creates the call unless it exists, and shows it. Users that do not exist are created "
          "first, and named on standard error. An existing call keeps its data and members, and a "
          "warning says so; --ring and --notify work for it too.",
      .examples =
          {{"streamctl call create default:standup --env-file .env",
            "A call, by the user streamctl"},
           {"streamctl call create default:daily --env-file .env --created-by john --member "
            "ann:admin --custom topic=standup",
            "With a member and custom data"},
           {"streamctl call create default:later --env-file .env --starts-at 30m", "Planned"},
           {"streamctl call create default:ringing --env-file .env --member ann --ring",
            "Let it ring"}},
      .declare = bound<CreateOptions>(declare, run)};
}

}  // namespace streamctl::cli
