"""Stand-ins for tunnel programs: they print what the real ones print, and lead nowhere by themselves."""
import textwrap

CLOUDFLARED = r'''
import os, sys, time
def log(level, text): print(f"2026-11-27T10:00:00Z {level} {text}", file=sys.stderr, flush=True)
log("INF", "Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out. "
    "However, be aware that these account-less Tunnels have no uptime guarantee, are subject to the Cloudflare Online Services Terms of Use "
    "(https://www.cloudflare.com/website-terms/), and Cloudflare reserves the right to investigate your use of Tunnels for violations of such "
    "terms. If you intend to use Tunnels in production you should use a pre-created named tunnel by following: "
    "https://developers.cloudflare.com/cloudflare-one/connections/connect-apps")
log("INF", "Requesting new quick Tunnel on trycloudflare.com...")
log("INF", "+" + "-" * 80 + "+")
log("INF", "|  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |")
log("INF", "|  https://great-red-old-fox.trycloudflare.com" + " " * 40 + "|")
log("INF", "+" + "-" * 80 + "+")
log("ERR", "Configuration file /dev/null was empty")
log("INF", "Cannot determine default configuration path. No file [config.yml config.yaml] in [~/.cloudflared ~/.cloudflare-warp]")
log("INF", "Starting metrics server on 127.0.0.1:20241/metrics")
if os.environ.get("UNCONNECTED"):
    log("ERR", 'Failed to dial a quic connection error="failed to dial to edge with quic: timeout" connIndex=0')
else:
    log("INF", "Registered tunnel connection connIndex=0 connection=8d29 event=0 ip=198.41.192.7 location=fra08 protocol=quic")
time.sleep(600)
'''

CLOUDFLARED_LIMITED = r'''
import sys
print("2026-11-27T10:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...", file=sys.stderr)
print('2026-11-27T10:00:01Z ERR Error unmarshaling QuickTunnel response: error code: 1015 error="invalid character \'e\'" '
      'status_code="429 Too Many Requests"', file=sys.stderr)
print("failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value", file=sys.stderr)
sys.exit(1)
'''

NGROK = r'''
import json, os, sys, time
def log(**fields): print(json.dumps({"t": "2026-11-27T10:00:00+0000", "lvl": "info", **fields}), flush=True)
log(msg="open config file", path="/root/.config/ngrok/ngrok.yml", err=None)
log(msg="starting web service", obj="web", addr="127.0.0.1:4041")
print("Update available: https://ngrok.com/download", flush=True)
log(msg="client session established", obj="csess", id="1")
log(msg="started tunnel", obj="tunnels", name="command_line", addr={"Scheme": "http", "Host": "127.0.0.1"},
    url=os.environ.get("ADDRESS", "https://ab12.ngrok-free.app"))
time.sleep(600)
'''

NGROK_WITHOUT_TOKEN = r'''
import json, sys
err = ("authentication failed: The authtoken you specified is properly formed, but it is invalid.\nYour authtoken: %s\n"
       "Visit https://dashboard.ngrok.com/get-started/your-authtoken\r\n\r\nERR_NGROK_107\r\n") % "2abcdefgh_SECRET"
print(json.dumps({"lvl": "eror", "msg": "failed to auth", "obj": "csess", "err": err}))
print(json.dumps({"lvl": "crit", "msg": "command failed", "err": err}))
print("ERROR:  authentication failed\nERROR:\nERROR:  ERR_NGROK_107", file=sys.stderr)
sys.exit(1)
'''

# A name that changes while the connection lives.
LOCALHOST_RUN = r'''
import json, os, sys, time
print("Welcome to localhost.run!\r\nsee https://localhost.run/docs/ and https://admin.localhost.run/\r")
print("authenticated as anonymous user\r")
print(json.dumps({"event": "tcpip-forward", "authz_code": "OK", "address": "5e1f0.lhr.life", "message": "#" * 40000}), flush=True)
while not os.path.exists("rename"): time.sleep(0.01)
print(json.dumps({"type": "v1.tcpip_forward.register.accepted", "id": "localhost/77ab.lhr.life", "data": {}}), flush=True)
time.sleep(600)
'''

TAILSCALE_DISABLED = r'''
print("Funnel is not enabled on your tailnet.\nTo enable, visit:\n\n\thttps://login.tailscale.com/f/funnel?node=n\n")
'''


def place(folder, name, code):
    """Writes a program, and returns the PATH to find it."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    path = programs / name
    head = "import os, sys\nopen('started', 'a').write(f'{os.getpid()} ' + ' '.join(sys.argv[1:]) + '\\n')\n"
    path.write_text("#!/usr/bin/python3\n" + head + textwrap.dedent(code))
    path.chmod(0o755)
    return f"{programs}:/usr/bin:/bin"


def starts(folder):
    """The process id and the arguments of each start, in order."""
    return [(int(line.split()[0]), line.split()[1:]) for line in (folder / "started").read_text().splitlines()]
