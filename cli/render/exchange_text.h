// Renders HTTP exchanges for --verbose.
#pragma once

#include <string>
#include <string_view>

#include "delivery/envelope.h"
#include "listener/seen.h"
#include "net/http_client/http_client.h"

namespace streamctl::cli {

/// Request and answer, one line per field, "> " before lines sent and "< " before lines received.
/// Safe for a terminal; the values of fields that carry credentials are masked.
std::string exchange_text(const std::string& url, const delivery::Envelope& sent,
                          const net::HttpOutcome& came);

/// A request to Stream's API and its answer.
std::string exchange_text(const net::HttpRequest& sent, const net::HttpOutcome& came);

/// A request that `listen` received, "< " before each line, and "> " before our answer. Empty if it
/// was not a request, or its head was never read.
std::string exchange_text(const listener::Seen& seen);

}  // namespace streamctl::cli
