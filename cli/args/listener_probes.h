// Asks addresses whether a listener of streamctl runs behind them.
#pragma once

#include <string>
#include <vector>

#include "context.h"
#include "net/http_client/http_client.h"

namespace streamctl::cli {

/// A request that a listener answers and does not take for a delivery. Not signed.
net::HttpRequest listener_probe(const std::string& url, Context& context);

/// Whether the outcome of a listener_probe() is a listener's.
bool is_of_listener(const net::HttpOutcome& outcome);

/// Sends all requests at once, and returns their outcomes in order. A stop request ends the wait;
/// what has not been answered then has the error "interrupted".
std::vector<net::HttpOutcome> fetch_all(std::vector<net::HttpRequest> requests, Context& context);

}  // namespace streamctl::cli
