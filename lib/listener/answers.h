// The answers to requests that are refused, written for a developer with curl.
#pragma once

#include <string>
#include <string_view>

#include "net/http_server/server.h"
#include "webhook/verify.h"

namespace streamctl::listener {

/// The status of a fault: 400, 401, 403, 413, 415 or 503.
unsigned status_of(webhook::Fault fault);

/// "wrong_signature": the `code` in answers and in --output json.
std::string_view name_of(webhook::Fault fault);

/// `{"error":{"code":"wrong_signature","message":"…"}}` under the fault's status.
net::Response answer_to(webhook::Fault fault, std::string_view note);

/// The `code` of a request that never became a delivery: "too_large" or "not_a_delivery".
std::string_view code_of(const net::Refusal& refusal);

/// The answer to it, in the same form.
net::Response answer_to(const net::Refusal& refusal);

/// Whether its body was too large, as Fault::too_large is of a body that inflates past the limit.
bool is_too_large(const net::Refusal& refusal);

/// `{"error":{"code":…,"message":…}}`.
net::Response error_answer(unsigned status, std::string_view code, std::string_view message);

/// 405 with Allow, and a message that names this program.
net::Response not_a_post();

}  // namespace streamctl::listener
