#include "commands/api/request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "args/json_argument.h"
#include "args/line_checks.h"
#include "args/options.h"
#include "core/encoding.h"
#include "core/text.h"

namespace streamctl::cli {
namespace {

constexpr std::string_view server_surface = "/api/v2";
constexpr std::string_view client_surface = "/video";
constexpr std::size_t answer_bytes_max = 16 * 1024 * 1024;
constexpr std::size_t shown_max = 200;
constexpr std::array<std::string_view, 5> methods{"GET", "POST", "PUT", "PATCH", "DELETE"};

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

bool is_method(const std::string& word) {
  return std::find(methods.begin(), methods.end(), upper(word)) != methods.end();
}

std::string shown(std::string_view text) {
  return "'" + printable(cut_to_bytes(text, shown_max)) + "'";
}

Error path_error(const std::string& what, const std::string& hint = "") {
  return usage_error("PATH: " + what, hint);
}

/// The method and the path as typed; the method is empty if it is left to us.
struct Words {
  std::string method;
  std::string path;
};

Result<Words> read_words(const ApiOptions& options) {
  Words words{upper(options.method), options.second};
  if (options.second.empty()) {
    words.path = options.first;
    if (is_method(options.first))
      return usage_error("PATH is missing", "write it behind the method: streamctl api " +
                                                upper(options.first) +
                                                " /video/call/default/standup");
  } else if (!words.method.empty()) {
    return option_error("--method", "METHOD is given, too", "leave one out");
  } else {
    words.method = upper(options.first);
  }
  if (words.path.empty())
    return usage_error("PATH is missing", "'streamctl api --list' lists the operations");
  if (!words.method.empty() && !is_method(words.method)) {
    const std::string& typed = options.method.empty() ? options.first : options.method;
    return usage_error(shown(typed) + " is no method of the API",
                       is_method(options.second)
                           ? "the method comes first: streamctl api " + upper(options.second) +
                                 " " + printable(options.first)
                           : "it is one of GET, POST, PUT, PATCH and DELETE");
  }
  return words;
}

bool is_hex(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_escape(std::string_view text, std::size_t at) {
  return text[at] == '%' && at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2]);
}

/// `text` as part of a URL: what may not stand there is percent-encoded; escapes stay.
std::string encoded_part(std::string_view text) {
  constexpr std::string_view allowed = "-._~!$&'()*+,;=:@";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (is_word || allowed.find(c) != std::string_view::npos || is_escape(text, i))
      out += c;
    else
      out += percent_encoded(std::string_view(&c, 1));
  }
  return out;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_escape(text, i)) {
      out += text[i];
      continue;
    }
    out += hex_bytes(text.substr(i + 1, 2)).value_or("");
    i += 2;
  }
  return out;
}

Result<std::string> encoded_path(std::string_view path) {
  std::string encoded;
  for (const std::string_view part : split(path.substr(1), '/')) {
    if (part.empty())
      return path_error("a part of " + shown(path) + " is empty", "is a variable not set?");
    if (part.find_first_of("{}") != std::string_view::npos)
      return path_error(shown(part) + " is not filled in",
                        "write the value in its place, as in /video/call/default/standup");
    const std::string plain = decoded(part);
    if (plain == "." || plain == "..") return path_error("a part is " + shown(part));
    encoded += "/" + encoded_part(part);
  }
  return encoded;
}

Pairs pairs_of(std::string_view query) {
  Pairs pairs;
  for (const std::string_view part : split(query, '&')) {
    if (part.empty()) continue;
    const auto equals = std::min(part.find('='), part.size());
    pairs.emplace_back(decoded(part.substr(0, equals)),
                       decoded(part.substr(std::min(equals + 1, part.size()))));
  }
  return pairs;
}

/// Sets the path, the query that is part of it, and the surface.
Result<void> read_path(std::string path, bool as_user, ApiRequest& request) {
  if (path.find("://") != std::string::npos)
    return path_error(shown(path) + " is a whole URL", "leave the host out; --base-url sets it");
  if (!path.starts_with('/')) path.insert(path.begin(), '/');
  const auto question = path.find('?');
  if (question != std::string::npos) {
    request.operation.query = pairs_of(std::string_view(path).substr(question + 1));
    path.erase(question);
  }
  const bool has_surface = path.starts_with(std::string(server_surface) + "/");
  if (has_surface) path.erase(0, server_surface.size());
  auto encoded = encoded_path(path);
  if (!encoded) return std::move(encoded).error();
  const bool is_video = encoded->starts_with(std::string(client_surface) + "/");
  request.table_path = path;
  request.operation.path = *std::move(encoded);
  if (!as_user || has_surface) return {};
  request.surface = stream::Surface::client;
  if (!is_video) request.operation.path.insert(0, client_surface);
  return {};
}

Result<Pairs> read_query(const std::vector<std::string>& given) {
  Pairs pairs;
  for (const std::string& text : given) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return option_error("--query", shown(text) + " is no parameter", "write it NAME=VALUE");
    pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return pairs;
}

/// --data and --field together; nothing if neither is given.
Result<std::optional<JsonArgument>> read_content(const ApiOptions& options, Context& context) {
  if (!options.data && options.fields.empty()) return std::optional<JsonArgument>();
  JsonArgument content{"{}", Json::object()};
  if (options.data) {
    auto data = read_json_argument("--data", *options.data, context);
    if (!data) return std::move(data).error();
    content = *std::move(data);
  }
  if (options.fields.empty()) return std::optional(std::move(content));
  if (!content.value.is_object())
    return option_error("--field", "--data is no JSON object", "put the values into --data");
  if (auto set = set_assignments("--field", options.fields, content.value); !set)
    return std::move(set).error();
  content.text = json_line(content.value);
  return std::optional(std::move(content));
}

void add_to_query(const Json& fields, Pairs& query) {
  for (const auto& [name, value] : fields.items())
    query.emplace_back(name, value.is_string() ? value.get<std::string>() : json_line(value));
}

std::string name_of(const stream::ApiOperation& operation) {
  return operation.method + " " + operation.path;
}

}  // namespace

Result<ApiRequest> read_api_request(const ApiOptions& options, Context& context) {
  auto words = read_words(options);
  if (!words) return std::move(words).error();
  ApiRequest request;
  stream::Operation& operation = request.operation;
  operation.answer_bytes_max = answer_bytes_max;
  if (auto read = read_path(words->path, !options.as_user.empty(), request); !read)
    return std::move(read).error();
  auto query = read_query(options.query);
  if (!query) return std::move(query).error();
  operation.query.insert(operation.query.end(), query->begin(), query->end());
  auto content = read_content(options, context);
  if (!content) return std::move(content).error();
  operation.method = !words->method.empty() ? words->method : *content ? "POST" : "GET";
  const bool takes_body = operation.method != "GET" && operation.method != "DELETE";
  if (!takes_body && options.data)
    return option_error("--data", operation.method + " has no body",
                        "pass --query NAME=VALUE, or another method");
  if (!takes_body && *content) add_to_query((*content)->value, operation.query);
  // The API's bodies are objects; one that is left out is an empty one.
  if (takes_body)
    operation.body = std::make_shared<const std::string>(*content ? (*content)->text : "{}");
  request.known = stream::find_operation(operation.method, request.table_path);
  if (request.known == nullptr && request.surface == stream::Surface::client &&
      request.table_path.starts_with(client_surface))
    request.known =
        stream::find_operation(operation.method, request.table_path.substr(client_surface.size()));
  return request;
}

std::string doubt_about(const ApiRequest& request, bool as_user) {
  using Caller = stream::ApiOperation::Caller;
  const std::string& method = request.operation.method;
  if (request.known == nullptr) {
    return "the API's specification has no " + method + " " + request.table_path + "; " +
           path_hint(request);
  }
  if (request.known->caller == Caller::client && !as_user)
    return request.known->name + " is for apps: pass --as-user ID";
  if (request.known->caller == Caller::server && as_user)
    return request.known->name + " is for backends: leave --as-user out";
  return "";
}

std::string path_hint(const ApiRequest& request) {
  const auto* near = stream::nearest_operation(request.operation.method, request.table_path);
  return near == nullptr ? "'streamctl api --list' lists the operations"
                         : "did you mean " + name_of(*near) + "?";
}

bool can_page(const ApiRequest& request) {
  return request.known == nullptr || request.known->paging != stream::ApiOperation::Paging::none;
}

Result<void> turn_page(ApiRequest& request, const std::string& cursor) {
  stream::Operation& operation = request.operation;
  const bool in_query = request.known != nullptr
                            ? request.known->paging == stream::ApiOperation::Paging::query
                            : operation.method == "GET";
  if (in_query) {
    std::erase_if(operation.query, [](const auto& pair) { return pair.first == "next"; });
    operation.query.emplace_back("next", cursor);
    return {};
  }
  auto body = parse_json(operation.body == nullptr ? "{}" : *operation.body, Digits::kept);
  if (!body || !body->is_object())
    return option_error("--paginate", "the body is no JSON object", "pages are asked for in it");
  (*body)["next"] = cursor;
  operation.body = std::make_shared<const std::string>(json_line(*body));
  return {};
}

}  // namespace streamctl::cli
