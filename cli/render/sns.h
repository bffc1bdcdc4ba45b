// What `listen` shows of a subscription to an Amazon SNS topic.
#pragma once

#include <string>

#include "sns/endpoint.h"
#include "terminal.h"

namespace streamctl::cli {

/// `{"kind":"sns_confirmation","type":"SubscriptionConfirmation","topic_arn":…,"url":…,
/// "confirmed":false,…}`, without a newline. `error` says why it was not, where it should have
/// been.
std::string confirmation_as_json(const sns::Confirmation& confirmation);

/// A line that names the topic, the URL that confirms on one of its own, and what became of it; and
/// an empty line, without its newline.
std::string render_confirmation(const sns::Confirmation& confirmation, const Terminal& terminal);

}  // namespace streamctl::cli
