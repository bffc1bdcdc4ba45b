#include "commands/api/options.h"

#include "args/options.h"

namespace streamctl::cli {
namespace {

void declare_input(Arguments& arguments, ApiOptions& options) {
  constexpr const char* group = "Request";
  arguments.text("-d,--data", options.data, "The body: JSON, @FILE, or - for standard input")
      .metavar("JSON")
      .group(group);
  arguments
      .texts("-f,--field", options.fields,
             "Set a value of the body, as data.custom.topic=standup (text) or ring:=true (JSON); "
             "of the query for GET and DELETE")
      .metavar("KEY=VALUE")
      .group(group);
  arguments.texts("-q,--query", options.query, "Add a parameter to the query, as members_limit=5")
      .metavar("NAME=VALUE")
      .group(group);
  arguments
      .text("-X,--method", options.method,
            "The method (default GET, or POST with --data or --field)")
      .metavar("GET|POST|PUT|PATCH|DELETE")
      .group(group);
  arguments
      .text("--as-user", options.as_user,
            "Send it as this user's app would: through the client API, with a token of the user")
      .metavar("ID")
      .group(group);
  arguments.flag("--paginate", options.paginate, "Ask for all further pages, too").group(group);
}

void declare_output(Arguments& arguments, ApiOptions& options) {
  constexpr const char* group = "Answer";
  arguments
      .text("--jq", options.jq, "Show what this jq expression makes of the answer, strings raw")
      .metavar("EXPR")
      .group(group);
  arguments.flag("-i,--include", options.include, "Show the status and header fields, too")
      .group(group);
  arguments.flag("--raw", options.raw, "Write the bytes of the answer as they came").group(group);
  arguments
      .choice("--print", options.print, {{"curl", ApiPrint::curl}},
              "Send nothing; print a command that does, without the secret and the token")
      .group(group);
  arguments.flag("--list", options.list, "List the API's operations, or those with a word in them")
      .group(group);
}

}  // namespace

void declare_api(Arguments& arguments, ApiOptions& options) {
  options.arguments = arguments;
  arguments.text("METHOD", options.first, "GET, POST, PUT, PATCH or DELETE; may be left out")
      .metavar(method_metavar);
  arguments
      .text("PATH", options.second,
            "The path, as /video/call/default/standup, with or without /api/v2")
      .metavar(api_path_metavar);
  declare_input(arguments, options);
  declare_output(arguments, options);
}

}  // namespace streamctl::cli
