// A request of the page and its answer, apart from the library that carries them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/json.h"

namespace streamctl::inspector {

struct PageRequest {
  std::string method;
  std::string path;  ///< Decoded, without the query.
  std::vector<std::pair<std::string, std::string>> query;
  std::string body;

  // Header fields that matter, as sent; empty where there is none.
  std::string host;
  std::string origin;
  std::string fetch_site;  ///< Sec-Fetch-Site.
  std::string fetch_mode;  ///< Sec-Fetch-Mode.
  std::string fetch_dest;  ///< Sec-Fetch-Dest.
  std::string authorization;
  std::string content_type;
  std::string content_length;
  std::string last_event_id;  ///< Of an event stream that is opened again.
  bool is_encoded = false;    ///< Has Content-Encoding or Transfer-Encoding.
  bool is_partial = false;    ///< Asks for a range.
  bool is_ambiguous = false;  ///< One of the fields above is there twice.

  /// The first value of a parameter; empty if there is none.
  [[nodiscard]] std::string parameter(std::string_view name) const;
};

/// Sends bytes of an event stream; false once the page has gone or does not read.
using Send = std::function<bool(std::string_view)>;

struct PageAnswer {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
  std::string allow;  ///< The methods allowed, with a status of 405.
  /// An event stream instead of `body`: writes until its end, on the connection's thread.
  std::function<void(const Send&)> stream;
};

PageAnswer json_answer(const Json& value, unsigned status = 200);
/// {"error":{"code","message","hint"?}}.
PageAnswer refusal(unsigned status, std::string_view code, std::string_view message,
                   std::string_view hint = "");
/// The same of an Error: 400 for usage and config, else 503.
PageAnswer refusal(const Error& error);

}  // namespace streamctl::inspector
