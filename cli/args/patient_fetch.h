// Waits for a server's answer, and says so when it takes long.
#pragma once

#include <chrono>
#include <string>

#include "context.h"
#include "net/http_client/http_client.h"

namespace streamctl::cli {

/// Sends one request to the server called `name`. A stop request ends the wait with the error
/// "interrupted".
net::HttpOutcome patient_fetch(const net::HttpRequest& request, const std::string& name,
                               Context& context);

/// Says on `context.err`, unless quiet, that `name` has not answered yet, and how long it may take.
void say_waiting(const std::string& name, std::chrono::nanoseconds limit, Context& context);

}  // namespace streamctl::cli
