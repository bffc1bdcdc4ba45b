#include "commands.h"

#include "commands/check.h"
#include "commands/completion.h"
#include "commands/events.h"
#include "commands/forge.h"
#include "commands/inspect.h"
#include "commands/listen.h"
#include "commands/replay.h"
#include "commands/sign.h"
#include "commands/verify.h"

namespace streamctl::cli {

std::vector<Command> commands() {
  return {listen(),  forge(), replay(), check(),     events(),
          inspect(), sign(),  verify(), completion()};
}

}  // namespace streamctl::cli
