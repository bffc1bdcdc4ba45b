#include "commands/listen/listen.h"

#include <utility>

#include "args/api_access.h"
#include "commands/listen/options.h"
#include "commands/listen/session.h"

namespace streamctl::cli {
namespace {

Result<ExitCode> run(const ListenOptions& options, Context& context) {
  auto plan = plan_listen(options, context);
  if (!plan) return ended(std::move(plan).error(), context);
  return run_listen(*std::move(plan), context);
}

}  // namespace

Command listen() {
  return {
      "listen",
      "receive",
      "Receive webhooks: verify, show, record, forward, misbehave",
      "A local webhook endpoint. Each delivery is verified as Stream signs it: inflated first, "
      "then the HMAC of the uncompressed bytes compared with X-Signature. It is answered with "
      "200 once it is recorded and forwarded, where that was asked for, and otherwise with 400 "
      "(no JSON object, broken gzip), 401 (signature), 405 (not a POST), 413 (too large), 415 "
      "(unknown encoding), 502 or 504 (the target is unreachable or slow) or 503 (it could not "
      "be recorded).\n\n"
      "Repeats of a webhook id are marked as retries. Filters choose what is shown, recorded, "
      "forwarded and counted; every delivery is still verified and answered. An event counts "
      "towards --expect and --count once, when it is accepted.\n\n"
      "--filter runs in a process apart, where it can do no harm, with 256 MiB of memory. An event "
      "on which it gives an error, dies, or takes longer than --filter-timeout is left out and "
      "counted; --record keeps the event all the same, and it is answered with 200. One that is "
      "not judged because the filter is busy with others, for 5 seconds (or twice "
      "--filter-timeout, where that is longer) or until the end, is answered with 503, so that it "
      "comes again.\n\n"
      "--forward-to sends each delivery to every target whose glob matches its type (none: it is "
      "answered with 200), and answers with the worst of their answers: 5xx, then 408 and 429, "
      "then "
      "any other 4xx, 3xx, 2xx. A retry of the same webhook id goes only to the targets that have "
      "not accepted it yet; a repeat that all have accepted goes to all again, unless --dedupe "
      "leaves it out. This is remembered for up to 65,536 ids, until the listener ends. Targets do "
      "not wait for one another. Quote globs for the shell.\n\n"
      "--sqs-queue-url takes events from an Amazon SQS queue: each is deleted once it is recorded "
      "and forwarded (signed as a webhook), and comes again otherwise. No port is opened beside "
      "the queue, unless an option of the endpoint asks for one. Any number of listeners may share "
      "a queue.\n\n"
      "--sns-topic takes events that Amazon SNS posts here, if AWS's signature is right. Events of "
      "topics that are not named are answered with 403, since AWS signs for everybody's topics. "
      "'streamctl help queues' tells more of both.\n\n"
      "--tunnel starts a program that gives this machine a public address: cloudflared, ngrok, ssh "
      "to "
      "a server of your own or to a service, or a command line, which finds the port in "
      "STREAMCTL_PORT. The address is read from what the program prints, and is printed once a "
      "signed request has come through it. The program is started again when it ends, and ended "
      "with the listener. --public-url does the same with an address that already leads here. If "
      "nothing leads here within --public-timeout, the exit code is 3.\n\n"
      "--register adds a webhook hook with the public address to the app once the address leads "
      "here, and removes it at every end of the run: a signal, an end condition, a failed COMMAND. "
      "All other hooks stay as they are, and keep receiving the events; the start lists them. The "
      "URL of the hook names this user of this machine and the port, so that the next start, or "
      "'streamctl hooks prune', removes what a killed listener left, and listeners of others are "
      "left alone. The API replaces all hooks at once, so the hook is looked for again a second "
      "later and every minute, and added again if someone else's change removed it. --register "
      "needs the key and the secret of the app.\n\n"
      "A capture may be moved or removed while it is recorded to, as log rotation does: what comes "
      "next goes into a new file of its name, and is answered with 503 while there can be none. A "
      "file that is no capture is never added to.\n\n"
      "The latest deliveries are kept in a history of at most 64 MiB, for 'streamctl history' and "
      "'streamctl replay --last'; of those that --record keeps, only where they are. No answer "
      "waits for the history, and what it could not keep is counted.",
      {{"streamctl listen --port 8080", "Show what comes"},
       {"streamctl listen --ui", "Show it on a web page too"},
       {"streamctl listen --record capture.jsonl", "Keep it, before it is acknowledged"},
       {"streamctl listen --forward-to http://127.0.0.1:3000/webhooks/stream",
        "Between Stream and your handler"},
       {"streamctl listen --forward-to http://127.0.0.1:3000/webhooks/stream --forward-to "
        "'call.recording_*=localhost:4000/recordings'",
        "To two services, one of which gets recordings only"},
       {"streamctl listen --env-file .env --tunnel cloudflared --register",
        "From Stream to this machine"},
       {"streamctl listen --respond 503,timeout,200", "See Stream's retries"},
       {"streamctl listen --sqs-queue-url "
        "https://sqs.eu-central-1.amazonaws.com/123456789012/events",
        "Share the work of a queue"},
       {"streamctl listen --sns-confirm --sns-topic arn:aws:sns:eu-central-1:123456789012:events",
        "Subscribe to a topic"},
       {"streamctl listen --expect call.created --expect call.ended --timeout 30s", "A smoke test"},
       {"streamctl listen --port 0 --expect call.created --timeout 30s -- streamctl forge "
        "call.created",
        "Around a command, on a free port"}},
      bound<ListenOptions>(declare_listen, run)};
}

}  // namespace streamctl::cli
