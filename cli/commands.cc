#include "commands.h"

#include "commands/check.h"
#include "commands/completion.h"
#include "commands/doctor.h"
#include "commands/emulator.h"
#include "commands/events.h"
#include "commands/forge.h"
#include "commands/hooks.h"
#include "commands/inspect.h"
#include "commands/listen.h"
#include "commands/replay.h"
#include "commands/send_event.h"
#include "commands/sign.h"
#include "commands/token.h"
#include "commands/verify.h"
#include "commands/watch.h"

namespace streamctl::cli {

std::vector<Command> commands() {
  return {listen(), watch(),  send_event(), forge(), replay(), check(),    events(),    inspect(),
          sign(),   verify(), token(),      hooks(), doctor(), emulator(), completion()};
}

}  // namespace streamctl::cli
