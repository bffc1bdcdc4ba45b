#include "commands.h"

#include "commands/completion.h"

namespace streamctl::cli {

std::vector<Command> commands() {
  return {completion()};
}

}  // namespace streamctl::cli
