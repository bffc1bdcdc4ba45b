// The answers to what is no delivery, made to help whoever sent it with curl.
#pragma once

#include <string>
#include <string_view>

#include "net/http_server/server.h"
#include "webhook/verify.h"

namespace streamctl::listener {

/// The status of a fault: 400, 401, 403, 413, 415 or 503.
unsigned status_of(webhook::Fault fault);

/// "wrong_signature": as in the JSON of answers.
std::string_view name_of(webhook::Fault fault);

/// `{"error":{"code":"wrong_signature","message":"…"}}` under the fault's status.
net::Response answer_to(webhook::Fault fault, std::string_view note);

/// `{"error":{"code":…,"message":…}}`.
net::Response error_answer(unsigned status, std::string_view code, std::string_view message);

/// 405 with Allow, and what this is.
net::Response not_a_post();

}  // namespace streamctl::listener
