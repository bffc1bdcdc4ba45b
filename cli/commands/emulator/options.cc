#include "commands/emulator/options.h"

#include "args/options.h"

namespace streamctl::cli {

void declare_emulator(Arguments& arguments, EmulatorOptions& options) {
  arguments.text("--host", options.host, "Address or name of this machine to listen on")
      .metavar("HOST")
      .shown_default(options.host);
  arguments.count("--port", options.port, 0, 65535, "Port to listen on; 0: any free one");
  arguments.texts("--webhook-url", options.webhook_urls, "Send webhooks there").metavar("URL");
  arguments
      .texts("--sqs-queue-url", options.queue_urls,
             "Put events on this Amazon SQS queue too, as Stream does")
      .metavar("URL");
  arguments.flag("--hooks-anywhere", options.hooks_anywhere,
                 "Let hooks added through the API lead to other machines too");
  arguments.flag("--gzip", options.gzip, "Compress events of 256 bytes and more");
  arguments.choice("--timestamps", options.timestamps,
                   {{"rfc3339", emulator::DateForm::text}, {"ns", emulator::DateForm::nanoseconds}},
                   "Format of times in events to hooks and queues: as Stream sends them, or as in "
                   "its fixtures");
  arguments
      .text("--seed-file", options.seed_file,
            "Users and calls to begin with: {\"users\": [...], \"calls\": [...]}")
      .metavar(file_metavar);
  declare_reach(arguments, options.reach);
  declare_policy(arguments, options.policy);
  declare_ui(arguments, options.ui);
  arguments.rest(options.command,
                 "Behind --: run this once the port is open, and end with it; it finds "
                 "STREAM_BASE_URL, STREAM_API_KEY and STREAM_API_SECRET set; with --output json "
                 "its output goes to standard error");
}

}  // namespace streamctl::cli
