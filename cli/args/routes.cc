#include "args/routes.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "args/arguments.h"
#include "args/known_types.h"
#include "args/options.h"
#include "core/glob.h"
#include "core/text.h"
#include "net/http_client/typed_url.h"
#include "webhook/catalogue.h"

namespace streamctl::cli {
namespace {

using listener::Route;

constexpr const char* option = "--forward-to";
constexpr const char* form = "write it as 'call.recording_*=http://127.0.0.1:3000/path'";

/// The parts of a value.
struct TypedRoute {
  std::optional<std::string> glob;
  std::string url;
};

/// Whether the text before a '=' is the beginning of a URL and no glob.
bool begins_url(std::string_view front) {
  const std::string_view host = front.substr(0, front.find_first_of("?#"));
  return front.find_first_of(":/") != std::string_view::npos || host == "localhost" ||
         (!host.empty() && host.front() >= '0' && host.front() <= '9');
}

TypedRoute split_route(std::string_view text) {
  const auto sign = text.find('=');
  if (sign == std::string_view::npos || begins_url(text.substr(0, sign)))
    return {std::nullopt, std::string(text)};
  return {std::string(trimmed(text.substr(0, sign))), std::string(trimmed(text.substr(sign + 1)))};
}

/// Whether it has only what event types and globs are made of.
bool is_glob(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') ||
           std::string_view("._-*?[]!^\\").find(byte) != std::string_view::npos;
  });
}

bool has_open_class(std::string_view glob) {
  const auto begin = glob.find('[');
  return begin != std::string_view::npos && glob.find(']', begin + 2) == std::string_view::npos;
}

Result<void> check_glob(const std::string& glob) {
  const std::string shown = "'" + printable(glob) + "'";
  if (glob.empty())
    return option_error(option, "there is no event type before '='",
                        "without '=' the URL gets every event");
  if (glob.find(',') != std::string::npos)
    return option_error(option, shown + " is not one event type or glob",
                        "give --forward-to once for each type, with the same URL");
  if (!is_glob(glob)) return option_error(option, shown + " is not an event type or glob", form);
  if (has_open_class(glob))
    return option_error(option, "the glob " + shown + " has a '[' without its ']'");
  return {};
}

Result<void> check_parts(const TypedRoute& typed) {
  if (typed.glob) {
    if (auto good = check_glob(*typed.glob); !good) return good;
    if (typed.url.empty())
      return option_error(option, "there is no URL after '" + printable(*typed.glob) + "='", form);
    return {};
  }
  const auto& types = webhook::event_types();
  const bool is_type = std::any_of(types.begin(), types.end(), [&](const webhook::EventType& type) {
    return glob_match(typed.url, type.name);
  });
  if (!is_type) return {};
  return option_error(option, "there is no URL after the event type '" + printable(typed.url) + "'",
                      form);
}

/// `url` with the path that it means.
std::string with_path(std::string url) {
  if (url.find_first_of("/?#", url.find("://") + 3) == std::string::npos) url += '/';
  return url;
}

/// Adds a glob to a route that has the same URL.
Result<void> extend(Route& route, const std::optional<std::string>& glob) {
  const std::string url = "'" + printable(route.target.url) + "'";
  const bool is_repeated =
      glob ? std::find(route.types.begin(), route.types.end(), *glob) != route.types.end()
           : route.types.empty();
  if (is_repeated) return option_error(option, url + " is given twice", "name each target once");
  if (!glob || route.types.empty())
    return option_error(option, url + " gets every event already, so a glob has no effect",
                        "leave out the URL with or without the glob");
  route.types.push_back(*glob);
  return {};
}

}  // namespace

void declare_routes(Arguments& arguments, std::vector<std::string>& texts, const std::string& help,
                    const std::string& group) {
  arguments.texts(option, texts, help).metavar("[TYPE-GLOB=]URL").group(group);
}

Result<std::vector<Route>> resolve_routes(const std::vector<std::string>& texts,
                                          const ReachOptions& reach, Context& context) {
  std::vector<Route> routes;
  std::vector<std::string> globs;
  for (const std::string& text : texts) {
    const TypedRoute typed = split_route(trimmed(text));
    if (auto good = check_parts(typed); !good) return std::move(good).error();
    const auto url = net::read_url(typed.url);
    if (!url) return Error(url.error()).in(option);
    if (typed.glob) globs.push_back(*typed.glob);
    const auto known = std::find_if(routes.begin(), routes.end(), [&](const Route& route) {
      return with_path(route.target.url) == with_path(*url);
    });
    if (known != routes.end()) {
      if (auto good = extend(*known, typed.glob); !good) return std::move(good).error();
      continue;
    }
    if (routes.size() == listener::routes_max)
      return option_error(option, "more than " + std::to_string(listener::routes_max) + " targets");
    auto target = resolve_reach(*url, option, reach, context);
    if (!target) return std::move(target).error();
    Route& route = routes.emplace_back();
    if (typed.glob) route.types.push_back(*typed.glob);
    route.target = *std::move(target);
  }
  warn_of_unknown_types(option, globs, context);
  return routes;
}

}  // namespace streamctl::cli
