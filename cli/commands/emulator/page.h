// The inspector of `emulator`.
#pragma once

#include <memory>
#include <stop_token>

#include "args/ui.h"
#include "context.h"
#include "core/result.h"
#include "emulator/serve/activity.h"
#include "emulator/serve/emulator.h"
#include "inspector/inspector.h"

namespace streamctl::cli {

/// Shows the deliveries to hooks, and drives the emulator. Does nothing where no page is wanted.
class EmulatorPage {
 public:
  EmulatorPage() = default;
  EmulatorPage(const EmulatorPage&) = delete;
  EmulatorPage& operator=(const EmulatorPage&) = delete;
  ~EmulatorPage() { close(); }

  /// `plan` is that of `emulator`, which must outlive it. Kind network.
  Result<void> open(const UiOptions& options, const emulator::EmulatorOptions& plan,
                    emulator::Emulator& emulator, Context& context);
  /// On the emulator's loop.
  void show(const emulator::Activity& activity);
  void close();

 private:
  inspector::PageAnswer drive(emulator::Emulator& emulator, const std::string& method,
                              const std::string& action, const std::string& body);

  std::stop_source stop_;
  std::unique_ptr<inspector::Inspector> inspector_;
};

}  // namespace streamctl::cli
