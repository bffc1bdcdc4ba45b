#include "commands/all.h"

#include "commands/api/api.h"
#include "commands/call/call.h"
#include "commands/check/check.h"
#include "commands/compare/compare.h"
#include "commands/completion/completion.h"
#include "commands/config/config.h"
#include "commands/doctor/doctor.h"
#include "commands/emulator/emulator.h"
#include "commands/events/events.h"
#include "commands/forge/forge.h"
#include "commands/history/history.h"
#include "commands/hooks/hooks.h"
#include "commands/init/init.h"
#include "commands/inspect/inspect.h"
#include "commands/listen/listen.h"
#include "commands/replay/replay.h"
#include "commands/send_event/send_event.h"
#include "commands/signature/sign.h"
#include "commands/signature/verify.h"
#include "commands/token/token.h"
#include "commands/user/user.h"
#include "commands/version/version.h"
#include "commands/watch/watch.h"

namespace streamctl::cli {

std::vector<Command> commands() {
  return {listen(), watch(),      send_event(), forge(),    replay(), check(),
          events(), inspect(),    compare(),    history(),  sign(),   verify(),
          token(),  hooks(),      api(),        call(),     user(),   config(),
          doctor(), completion(), version(),    emulator(), init()};
}

}  // namespace streamctl::cli
