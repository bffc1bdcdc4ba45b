// The words of --register.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "public/registrar.h"
#include "stream/hook_mark.h"
#include "terminal.h"

namespace streamctl::cli {

/// The hook, what an earlier run left, and which other hooks of the app send events too: whole
/// lines.
std::string registered_lines(const Registered& done, const stream::HookMark& mark,
                             const std::vector<std::string>& types, const Terminal& terminal);

/// `{"kind":"registered",…}` with the id, the URL and the types of the hook, or of the one that is
/// as good; without a newline.
std::string registered_json(const Registered& done, const stream::HookMark& mark,
                            const std::vector<std::string>& types);

/// "Removed the hook ID from the app\n"; unless it `is_last`, until the address holds again.
std::string unregistered_line(const Json& hook, bool is_last, const Terminal& terminal);

/// `{"kind":"unregistered",…}` without a newline.
std::string unregistered_json(const Json& hook);

/// `error`: why `hook`, which is null if it is not known, may still be in the app; with the command
/// that removes it.
Error left_error(const Error& error, const std::optional<Json>& hook);

}  // namespace streamctl::cli
