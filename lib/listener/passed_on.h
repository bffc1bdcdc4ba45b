// Which header fields of a delivery go on to the target of `--forward-to`.
#pragma once

#include "net/headers.h"

namespace streamctl::listener {

/// What describes the event and its delivery: X-Webhook-*, X-Signature, X-Api-Key, Content-Type,
/// Content-Encoding. Not what describes the connection it came by.
net::Headers passed_on(const net::Headers& received);

}  // namespace streamctl::listener
