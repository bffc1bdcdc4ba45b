// Renders a subscription to an Amazon SNS topic for `listen`.
#pragma once

#include <string>

#include "sns/endpoint.h"
#include "terminal.h"

namespace streamctl::cli {

/// `{"kind":"sns_confirmation","type":"SubscriptionConfirmation","topic_arn":…,"url":…,
/// "confirmed":false,…}`, without a newline. `error` is the reason if confirmation was due but
/// failed.
std::string confirmation_as_json(const sns::Confirmation& confirmation);

/// The topic, the confirming URL on a separate line, and the result; then an empty line, without
/// its newline.
std::string render_confirmation(const sns::Confirmation& confirmation, const Terminal& terminal);

}  // namespace streamctl::cli
