// The man pages that describe no command: the capture file, CI, and exit codes with the
// environment.
#include "generate/artefacts.h"

namespace streamctl::cli {
namespace {

constexpr const char* capture_page = R"page(.\" Made from the command tree; do not edit.
.TH STREAMCTL\-CAPTURE 5 "" "streamctl )page" STREAMCTL_VERSION R"page(" "streamctl manual"
.nh
.ad l
.SH NAME
streamctl\-capture \- the file format of recorded deliveries
.SH DESCRIPTION
A capture is JSON Lines: one JSON object a line, one line a delivery, in the order received. It is made to be read by
\fBjq\fR(1) and by people. \fBstreamctl listen \-\-record\fR appends to one; \fBstreamctl listen \-\-output json\fR
prints the same records.
.PP
A record is written in one piece and before the delivery is acknowledged: what was answered with success is in the
file. With \fB\-\-fsync\fR it survives power loss too. A last line that a crash left half\-written is cut off by the
next append, which says so.
.SH FIELDS
.TP
\fBkind\fR
"event". Lines of another kind may stand among them and are to be skipped.
.TP
\fBv\fR
Version of the format: 1.
.TP
\fBreceived_at\fR
When it came: RFC 3339, UTC, microseconds.
.TP
\fBtransport\fR
"webhook", "websocket" or "sqs". What Amazon SNS posted is a "webhook" too; its x\-amz\-sns header fields tell it.
.TP
\fBverified\fR
Whether its signature, Stream\(aqs or that of Amazon SNS, was checked and right.
.TP
\fBwebhook_id\fR, \fBattempt\fR
X\-Webhook\-Id and X\-Webhook\-Attempt: the id is the same for every attempt of a delivery.
.TP
\fBtype\fR, \fBcall_cid\fR
Of the event; empty where it has none.
.TP
\fBremote\fR
Address and port of the sender.
.TP
\fBheaders\fR
The header fields as they came, an object. Authorization, cookies and fields that call themselves a token, secret,
password or key are never kept; X-Api-Key, which is public, and X-Signature are.
.TP
\fBbody\fR
The exact uncompressed bytes of the event, as a JSON string.
.TP
\fBbody_base64\fR
Stands instead of \fBbody\fR where the bytes are not valid UTF\-8.
.SH EXAMPLES
.PP
The types in a capture, counted:
.PP
.RS 4
.nf
jq \-r .type capture.jsonl | sort | uniq \-c
.fi
.RE
.PP
The bodies of one call, one a line:
.PP
.RS 4
.nf
jq \-c \(aqselect(.call_cid == "default:standup") | .body | fromjson\(aq capture.jsonl
.fi
.RE
.SH SEE ALSO
.BR streamctl (1),
.BR jq (1)
)page";

constexpr const char* environment_page = R"page(.\" Made from the command tree; do not edit.
.TH STREAMCTL\-ENVIRONMENT 7 "" "streamctl )page" STREAMCTL_VERSION R"page(" "streamctl manual"
.nh
.ad l
.SH NAME
streamctl\-environment \- exit codes, environment variables and configuration of streamctl
.SH EXIT CODES
.TP
\fB0\fR
Done, and everything that was asked for held.
.TP
\fB1\fR
It ran, and the answer is no: a delivery failed, the API refused, a signature is wrong, an expectation was not met in
time.
.TP
\fB2\fR
Usage or configuration: an unknown option, a bad value, missing credentials, an unreadable or malformed input file.
.TP
\fB3\fR
The other side could not be reached, or the port is in use. (To \fBforge\fR, \fBreplay\fR and \fBcheck\fR an
unreachable target is a failed delivery: 1.)
.TP
\fB130\fR, \fB143\fR, \fB129\fR
Stopped by SIGINT, SIGTERM or SIGHUP before the work was complete. A \fBlisten\fR without an end condition that is stopped by
them exits with 0.
.SH ENVIRONMENT
An option beats the environment, which beats the profile, which beats the default.
.TP
\fBSTREAM_API_KEY\fR, \fBSTREAM_API_SECRET\fR
The app's key and secret. There is no option that takes the secret itself: arguments show in \fBps\fR(1). A secret with
white space or quotes around it is used as it stands, with a warning; the file of \fB\-\-api\-secret\-file\fR is read
without them. Webhooks always carry a key: without one of yours the emulator's, "emulator".
.TP
\fBSTREAM_BASE_URL\fR
Root of Stream's API; the default is https://video.stream\-io\-api.com. The /video of the JavaScript client's base URL may
stand at its end.
.TP
\fBSTREAMCTL_PROFILE\fR, \fBSTREAMCTL_CONFIG\fR
The section of the config file to use, and the file.
.TP
\fBSTREAMCTL_WEBHOOK_URL\fR
Where \fBforge\fR and \fBreplay\fR send to without \fB\-\-to\fR. Here and wherever a URL is asked for, one of this
machine may be written short: 3000, localhost:3000/x and 127.0.0.1:8080 are http:// there. \fBlisten \-\- COMMAND\fR sets it for COMMAND.
.TP
\fBAWS_ACCESS_KEY_ID\fR, \fBAWS_SECRET_ACCESS_KEY\fR, \fBAWS_SESSION_TOKEN\fR
Credentials for Amazon SQS. Without them those of the profile \fBAWS_PROFILE\fR in ~/.aws/credentials and ~/.aws/config
(\fBAWS_SHARED_CREDENTIALS_FILE\fR, \fBAWS_CONFIG_FILE\fR) count, then those of a container's agent
(\fBAWS_CONTAINER_CREDENTIALS_FULL_URI\fR and its kin), then those of the machine's role (unless
\fBAWS_EC2_METADATA_DISABLED\fR is true).
.TP
\fBAWS_ENDPOINT_URL_SQS\fR, \fBAWS_ENDPOINT_URL\fR
Where requests to SQS go instead of the queue URL's host.
.TP
\fBAWS_ENDPOINT_URL_SNS\fR
What \fBlisten\fR takes for Amazon SNS instead of AWS's own hosts, as the origin of certificates and of the URLs that
confirm subscriptions: an imitation of SNS under test. Without it \fBAWS_ENDPOINT_URL\fR counts here too.
.TP
\fBAWS_REGION\fR, \fBAWS_DEFAULT_REGION\fR, \fBAWS_CA_BUNDLE\fR
The region of a queue whose URL does not say it; a PEM file to trust beside the system's.
.TP
\fBXDG_CONFIG_HOME\fR, \fBXDG_STATE_HOME\fR
Where the config file and the history live; ~/.config and ~/.local/state without them.
.TP
\fBNO_COLOR\fR, \fBCLICOLOR_FORCE\fR, \fBTERM\fR, \fBCOLUMNS\fR
Colour is used on a terminal, unless NO_COLOR is set or TERM is "dumb"; CLICOLOR_FORCE=1 forces it. COLUMNS overrides
the terminal's width.
.TP
\fBhttp_proxy\fR, \fBhttps_proxy\fR, \fBall_proxy\fR, \fBno_proxy\fR
Proxies, as \fBcurl\fR(1) reads them; never used for this machine: localhost and the names below it, loopback addresses,
0.0.0.0 and ::. no_proxy lists what is reached without one: names, each with all names below it (also written *.name),
addresses, blocks such as 10.0.0.0/8, and either with a port behind it (name:8443), or * for everything.
.TP
\fBSSL_CERT_FILE\fR
A PEM file of the certificates to trust instead of the system's; \fB\-\-ca\-cert\fR adds to them.
.SH CONFIGURATION
The file is $XDG_CONFIG_HOME/streamctl/config.toml. It may be readable by its owner alone (chmod 600). Each section is
a profile; keys are \fBapi_key\fR, \fBapi_secret\fR, \fBbase_url\fR, \fBwebhook_url\fR and \fBuser_id\fR, values are
strings in quotes:
.PP
.RS 4
.nf
[default]
api_key = "k3y"
api_secret = "s3cret"
webhook_url = "http://127.0.0.1:3000/webhooks/stream"

[staging]
api_key = "other"
api_secret = "another"
.fi
.RE
.SH SEE ALSO
.BR streamctl (1)
)page";

constexpr const char* ci_page = R"page(.\" Made from the command tree; do not edit.
.TH STREAMCTL\-CI 7 "" "streamctl )page" STREAMCTL_VERSION R"page(" "streamctl manual"
.nh
.ad l
.SH NAME
streamctl\-ci \- webhook smoke tests in continuous integration
.SH DESCRIPTION
Run something that makes Stream send events, or \fBstreamctl forge\fR, and fail unless they came:
.PP
.RS 4
.nf
export STREAM_API_SECRET=ci\-secret
streamctl listen \-\-port 0 \-\-expect call.created \-\-expect call.ended \-\-timeout 30s \-\- \e
  sh \-c \(aqstreamctl forge call.created call.ended\(aq
.fi
.RE
.PP
The command runs once the port is open, with its address in \fBSTREAMCTL_WEBHOOK_URL\fR, which \fBforge\fR and
\fBreplay\fR use by themselves. The exit code is the command\(aqs if that is not 0, else that of the expectations: 0 when
all came, 1 when not, with one line that names what is missing. With \fB\-\-timeout\fR events may still come after the
command has ended; without it the end of the command is the end.
.PP
An event counts once, when it is accepted: retries and refused deliveries do not. \fB\-\-type\fR, \fB\-\-call\fR and
\fB\-\-filter\fR narrow what counts.
.TP
\fB\-\-match\fR \fITYPE:PATH=VALUE\fR
Expects a value in the event: \fBcall.created:call.custom.room=blue\fR; with \fB:=\fR the value is JSON. An index is
written \fBmembers[0].role\fR ([\-1] is the last), a key with dots in it \fBcustom["a.b"]\fR.
.TP
\fB\-\-in\-order\fR
What is expected must come in the order given.
.TP
\fB\-\-forbid\fR \fITYPE\fR
Fails as soon as an event of that type comes.
.TP
\fB\-\-junit\fR \fIFILE\fR
Writes each expectation, and the command, as a test case.
.SH A HANDLER UNDER TEST
.PP
.RS 4
.nf
streamctl check http://127.0.0.1:3000/webhooks/stream \-\-junit check.xml
streamctl forge \-\-scenario call\-lifecycle \-\-speed 100 \-\-to http://127.0.0.1:3000/webhooks/stream
streamctl replay incident.jsonl \-\-duplicate 0.2 \-\-shuffle 5 \-\-seed 1
.fi
.RE
.PP
Each ends with 1 if the handler did not do its part.
.SH WITHOUT STREAM
.PP
.RS 4
.nf
streamctl emulator \-\-port 0 \-\- \e
  streamctl listen \-\-port 0 \-\-expect call.created \-\-timeout 30s \-\- \e
  sh \-c \(aqstreamctl hooks add "$STREAMCTL_WEBHOOK_URL" && npm test\(aq
.fi
.RE
.PP
\fBemulator\fR stands in for Stream, and sets \fBSTREAM_BASE_URL\fR, \fBSTREAM_API_KEY\fR and \fBSTREAM_API_SECRET\fR for
what it runs.
.SH COST
A \fB\-\-filter\fR parses each event once more and runs jq on it before it is acknowledged: about 30 microseconds for an
event of 2 KB. \fB\-\-match\fR costs as much for events of its type. \fB\-\-type\fR and \fB\-\-call\fR cost next to nothing.
.SH SEE ALSO
.BR streamctl\-listen (1),
.BR streamctl\-check (1),
.BR streamctl\-emulator (1),
.BR streamctl\-environment (7)
)page";

}  // namespace

std::vector<Artefact> topic_pages() {
  return {{"man/streamctl-capture.5", capture_page},
          {"man/streamctl-ci.7", ci_page},
          {"man/streamctl-environment.7", environment_page}};
}

}  // namespace streamctl::cli
