#include "commands.h"

#include "commands/completion.h"
#include "commands/sign.h"
#include "commands/verify.h"

namespace streamctl::cli {

std::vector<Command> commands() {
  return {sign(), verify(), completion()};
}

}  // namespace streamctl::cli
