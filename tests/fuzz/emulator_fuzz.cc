// Requests to the emulator, each "METHOD TARGET LF BODY", separated by NUL; METHOD "SOCKET" is a
// first frame, "CLOSE" closes every socket. Every answer must be JSON, and every event must match
// the catalogue.
#include <chrono>

#include <nlohmann/json.hpp>

#include "crypto/jwt.h"
#include "emulator/engine/api.h"
#include "emulator/engine/dump.h"
#include "emulator/engine/sockets.h"
#include "emulator/engine/start.h"
#include "emulator/state/schema.h"
#include "fuzz.h"
#include "webhook/catalogue.h"

using namespace streamctl;

namespace {

constexpr int requests_max = 20;

class StoppedClock final : public Clock {
 public:
  [[nodiscard]] WallTime now() const override {
    return WallTime{std::chrono::seconds{1'795'453'200}};
  }
  [[nodiscard]] SteadyTime steady() const override { return SteadyTime{now().time_since_epoch()}; }
};

std::string_view cut(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return part;
}

void check(const emulator::Outcome& outcome) {
  for (const emulator::Event& event : outcome.events) {
    const Json& fields = webhook::fields_of_event(event.type);
    must(!fields.is_null() && event.body["type"] == event.type);
    must(!emulator::schema_mismatch(event.body, fields, event.type));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const StoppedClock clock;
  static const std::string server = crypto::sign_jwt({{"server", true}}, "emulator-secret");
  static const std::string user = crypto::sign_jwt({{"user_id", "john"}}, "emulator-secret");
  auto state = emulator::make_state({}, clock, Random(7));
  must(state.ok());
  std::string_view rest = text_of(data, size);
  for (int count = 0; count < requests_max && !rest.empty(); ++count) {
    std::string_view body = cut(rest, '\0');
    std::string_view target = cut(body, '\n');
    const std::string_view method = cut(target, ' ');
    if (method == "SOCKET") {
      const auto handle = static_cast<emulator::Handle>(count + 1);
      const auto greeting =
          emulator::greet(*state, handle, body, "emulator", emulator::DateForm::text);
      must(greeting.first["type"] == (greeting.is_welcome ? "connection.ok" : "connection.error"));
      continue;
    }
    if (method == "CLOSE") {
      for (int handle = 1; handle <= count; ++handle)
        check(emulator::remove_connection(*state, static_cast<emulator::Handle>(handle)));
      continue;
    }
    const std::string mark = target.find('?') == std::string_view::npos ? "?" : "&";
    const auto applied = emulator::apply(
        *state, {std::string(method),
                 emulator::parse_request_target(std::string(target) + mark + "api_key=emulator"),
                 count % 2 == 0 ? server : user, std::string(body), false, "",
                 body.starts_with("--B") ? "multipart/form-data; boundary=B" : ""});
    must(parse_json(applied.answer.body).ok() && applied.answer.status >= 200 &&
         applied.answer.status < 600);
    check(applied.outcome);
    emulator::settle(*state, applied.outcome);
    for (const emulator::Deadline& deadline : applied.outcome.deadlines)
      check(emulator::handle_deadline(*state, deadline));
  }
  must(parse_json(emulator::copy_to_dump(*state)()).ok());
  return 0;
}
