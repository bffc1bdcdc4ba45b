// A saved state is refused or loaded; a loaded one is saved as it was, and serves requests.
#include <chrono>
#include <string>

#include <nlohmann/json.hpp>

#include "crypto/jwt.h"
#include "emulator/engine/api.h"
#include "emulator/engine/dump.h"
#include "emulator/engine/saved_state.h"
#include "emulator/engine/start.h"
#include "emulator/engine/timeline.h"
#include "fuzz.h"

using namespace streamctl;

namespace {

class StoppedClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override {
    return WallTime{std::chrono::seconds{1'795'453'200}};
  }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{now().time_since_epoch()}; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const StoppedClock real;
  static const std::string server = crypto::sign_jwt({{"server", true}}, "emulator-secret");
  emulator::SettableClock clock(real);
  auto state = emulator::make_state({}, clock, Random(7));
  must(state.ok());
  const auto saved = parse_json(text_of(data, size), Digits::kept);
  if (!saved || !emulator::load_state(*state, clock, *saved)) return 0;
  const std::string text = emulator::copy_to_save(*state, clock)();
  const auto again = parse_json(text, Digits::kept);
  must(again.ok() && emulator::load_state(*state, clock, *again).ok());
  must(emulator::copy_to_save(*state, clock)() == text);
  must(parse_json(emulator::copy_to_dump(*state)()).ok());
  const auto ask = [&](const char* method, const std::string& path, const char* body) {
    const auto target = emulator::parse_request_target(path + "?api_key=emulator");
    const auto applied = emulator::apply(*state, {method, target, server, body});
    must(parse_json(applied.answer.body).ok());
  };
  for (const Json& call : (*again)["calls"]) {
    const std::string path = "/api/v2/video/call/" + call["type"].get<std::string>() + "/" +
                             call["id"].get<std::string>();
    ask("GET", path, "");
    ask("POST", path + "/ring", "{}");
    ask("POST", path + "/mark_ended", "{}");
  }
  ask("POST", "/api/v2/video/calls", "{}");
  ask("GET", "/api/v2/app", "");
  emulator::move_time(*state, clock, clock.now() + std::chrono::hours(24),
                      [&](emulator::Outcome&& outcome) { emulator::defer(*state, outcome); });
  return 0;
}
