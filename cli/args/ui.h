// The options of the inspector, the page that shows deliveries: --ui, --ui-port and --ui-keep.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "context.h"
#include "core/result.h"
#include "delivery/envelope.h"
#include "inspector/inspector.h"

namespace streamctl::cli {

class Arguments;

struct UiOptions {
  bool is_wanted = false;
  std::optional<std::uint64_t> port;
  std::optional<std::uint64_t> keep;
};

void declare_ui(Arguments& arguments, UiOptions& options);

/// Kind usage: an option of the page without the page.
Result<void> check_ui(const UiOptions& options);

/// Where the page may send events: any URL. `reach` has the header fields and the trust of the
/// command; the key and the secret are those of the settings, or for this machine the emulator's.
inspector::FindTarget page_targets(const delivery::Target& reach, const Context& context);

/// Opens its port; null where no page is wanted. `capture`: the file of --record. Kind network.
Result<std::unique_ptr<inspector::Inspector>> open_inspector(const UiOptions& options,
                                                             inspector::InspectorParts parts,
                                                             const Context& context,
                                                             std::string capture = "");

/// Prints its address: a line of JSON with --output json, else words. Nothing for null.
void say_address(const inspector::Inspector* inspector, const UiOptions& options, Context& context);

}  // namespace streamctl::cli
