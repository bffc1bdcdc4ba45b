// Prints answers of Stream's API to any request, whatever they contain.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "commands/api/options.h"
#include "context.h"
#include "core/json.h"
#include "core/result.h"
#include "filter/frames.h"
#include "net/http_client/http_client.h"

namespace streamctl::cli {

/// Writes the answer's head, as --include asks for.
void print_head(const net::HttpOutcome& answer, Context& context);

/// Writes the body of a successful answer, and returns its JSON; null if it is none. Kind refused:
/// it is not text, or not JSON although --output json wants it.
Result<Json> print_answer(const net::HttpOutcome& answer, const ApiOptions& options,
                          Context& context);

/// Writes the body of an unsuccessful answer, tokens masked, as far as it can be shown.
void print_refusal(const net::HttpOutcome& answer, const ApiOptions& options, Context& context);

/// Writes one output of --jq: a string as it is, null as an empty line, any other value as JSON.
void print_output(const filter::Output& output, Context& context);

}  // namespace streamctl::cli
