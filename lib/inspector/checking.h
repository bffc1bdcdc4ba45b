// The action that checks a webhook handler, as the command `check` does.
#pragma once

#include "core/clock.h"
#include "core/random.h"
#include "inspector/actions.h"
#include "inspector/body.h"
#include "inspector/sending.h"

namespace streamctl::inspector {

/// Answers 202 with the id of the action, whose reports are the lines of `check --output json`, or
/// says what is wrong with the change. `parts` must outlive the action.
PageAnswer start_check(Body body, const SendingParts& parts, Random random);

}  // namespace streamctl::inspector
