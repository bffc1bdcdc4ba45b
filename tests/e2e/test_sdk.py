"""Stream's official SDKs work unchanged with the emulator."""
import base64
import contextlib
import json
import subprocess

import browser
import pytest
from conftest import SECRET
from sdk import MODULES, Sdk, installed

pytestmark = pytest.mark.skipif(not installed("@stream-io/node-sdk", "@stream-io/video-client", "ws"),
                                reason="scripts/test found no npm registry: the official SDKs are not there")
WATCHED = """
await server.upsertUsers([{id: 'john', name: 'John'}, {id: 'jane'}]);
await server.video.call('default', 'standup').getOrCreate({data: {created_by_id: 'john', members: [{user_id: 'jane'}]}});
for (const id of ['john', 'jane']) {
  await connect(id, {id});
  calls[id] = clients[id].call('default', 'standup');
  await calls[id].get();
}
"""


@pytest.fixture
def emulator(streamctl):
    def start(*arguments):
        running = streamctl.start("emulator", "--port", "0", "-o", "json", *arguments)
        listening = json.loads(running.out.next())
        running.url, running.api_key = listening["url"].rstrip("/"), listening["api_key"]
        return running
    return start


@pytest.fixture
def sdk():
    started = []

    def start(emulator, secret=SECRET):
        started.append(Sdk(emulator.url, emulator.api_key, secret))
        return started[-1]

    yield start
    for one in started:
        one.close()


def test_server_sdk(emulator, sdk):
    js = sdk(emulator())
    users = js("return (await server.upsertUsers([{id: 'john', name: 'John', role: 'admin', custom: {desk: 4}}])).users")
    assert users["john"]["name"] == "John" and users["john"]["custom"] == {"desk": 4}
    made = js("""
        const call = server.video.call('default', 'standup');
        const {created, call: answer, members} = await call.getOrCreate(
          {data: {created_by_id: 'john', custom: {room: 'red'}, members: [{user_id: 'john', role: 'host'}]}});
        return {created, cid: answer.cid, by: answer.created_by.id, date: answer.created_at instanceof Date,
          age: Date.now() - answer.created_at.getTime(), members: members.map((one) => one.user_id), custom: answer.custom};""")
    assert made.pop("age") < 60_000
    assert made == {"created": True, "cid": "default:standup", "by": "john", "date": True, "members": ["john"], "custom": {"room": "red"}}
    assert js("return (await server.video.call('default', 'standup').getOrCreate({data: {created_by_id: 'john'}})).created") is False
    found = js("""
        await server.video.call('livestream', 'show').getOrCreate({data: {created_by_id: 'john', custom: {room: 'blue'}}});
        const of = async (filter_conditions) => (await server.video.queryCalls({filter_conditions})).calls.map((one) => one.call.cid);
        return [await of({'custom.room': 'blue'}), await of({cid: {$in: ['default:standup', 'x:y']}}), (await of({})).length];""")
    assert found == [["livestream:show"], ["default:standup"], 2]
    updated = js("return (await server.video.call('default', 'standup').update({custom: {room: 'green'}})).call.custom")
    assert updated == {"room": "green"}
    members = js("""
        await server.upsertUsers([{id: 'jane'}]);
        const call = server.video.call('default', 'standup');
        await call.updateCallMembers({update_members: [{user_id: 'jane'}], remove_members: ['john']});
        return (await call.queryMembers({payload: {}})).members.map((one) => one.user_id);""")
    assert members == ["jane"] or "error" in members and "queryMembers" in members["error"]["message"]
    missing = js("return await server.video.call('default', 'nowhere').get()")
    assert missing["error"]["code"] == 16
    ended = js("const call = server.video.call('default', 'standup'); await call.end(); return (await call.get()).call.ended_at != null")
    assert ended is True
    assert js("await server.video.call('default', 'standup').delete(); return 1") == 1
    assert js("return await server.video.call('default', 'standup').get()")["error"]["code"] == 16


def test_server_sdk_administers_an_app(emulator, sdk):
    js = sdk(emulator())
    assert js("""
        await server.upsertUsers([{id: 'john'}, {id: 'jane'}]);
        const made = await server.video.createCallType({name: 'meeting', grants: {user: ['join-call', 'send-audio']},
          settings: {audio: {default_device: 'speaker', mic_default_on: true}}});
        const {call_types} = await server.video.listCallTypes();
        return [made.grants.user, made.settings.audio.mic_default_on, Object.keys(call_types).length]""") == [["join-call", "send-audio"], True, 5]
    unknown = js("return await server.video.call('bananas', 'x').getOrCreate({data: {created_by_id: 'john'}})")
    assert "bananas: call type does not exist" in unknown["error"]["message"]
    assert js("""
        const call = server.video.call('meeting', 'm');
        await call.getOrCreate({data: {created_by_id: 'somebody-new', members: [{user_id: 'john'}, {user_id: 'jane'}]}});
        return (await call.get()).members.map((one) => one.user_id)""") == ["jane", "john"]
    refused = js("return await server.video.call('meeting', 'm').startRecording({recording_type: 'composite'})")
    assert 'failed with error: "there is no active session"' in refused["error"]["message"]
    bad = js("return await server.createDevice({id: 'd', push_provider: 'pigeon', user_id: 'john'})")
    assert bad["error"]["code"] == 4 and "push_provider must be one of" in bad["error"]["message"]
    assert js("""
        const {user} = await server.deactivateUser({user_id: 'jane'});
        await server.reactivateUser({user_id: 'jane'});
        await server.blockUsers({user_id: 'john', blocked_user_id: 'jane'});
        const {blocks} = await server.getBlockedUsers({user_id: 'john'});
        const {task_id} = await server.deleteUsers({user_ids: ['jane']});
        return [user.deactivated_at instanceof Date, blocks.length, (await server.getTask({id: task_id})).status]""") == [True, 1, "completed"]
    assert js("""
        await server.createRole({name: 'captain'});
        await server.createExternalStorage({name: 's', bucket: 'b', storage_type: 'gcs', gcs_credentials: ''});
        const {roles} = await server.listRoles();
        const {external_storages} = await server.listExternalStorage();
        return [roles.some((one) => one.name === 'captain'), external_storages.s.bucket]""") == [True, "b"]


def test_client_sdk_asks_for_statistics(streamctl, emulator, sdk):
    running = emulator()
    js = sdk(running)
    assert js(WATCHED) is None
    for user in ("john", "jane"):
        streamctl("emulator", "push", "call.session_participant_joined", "--call", "default:standup", "--user-id", user, "--at", running.url)
    assert js("""
        const {reports} = await clients.john.queryCallStats({filter_conditions: {call_cid: 'default:standup'}});
        const {report} = await clients.john.getCallReport?.(reports[0].call_session_id) ?? await calls.john.getCallReport(reports[0].call_session_id);
        const old = await calls.john.getCallStats(reports[0].call_session_id);
        return [reports.length, reports[0].call_status, report.participants.unique, old.participant_report.map((one) => one.info.id)]""") == [
            1, "active", 2, ["jane", "john"]]
    unknown = js("return await calls.john.getCallStats('<session id>')")
    assert 'GetCallStats failed with error: "call session not found"' in unknown["error"]["message"]


def test_server_sdk_uploads(emulator, sdk):
    js = sdk(emulator())
    sent = """const file = new File([Buffer.from('<script>1</script>')], 'page of john.html', {type: 'text/html'});"""
    url = js(sent + "return (await server.uploadFile({file})).file")
    assert url.endswith("/page%20of%20john.html")
    assert js(sent + "return (await server.uploadImage({file, upload_sizes: undefined})).file !== undefined")
    fetched = js(f"""const answer = await fetch('{url}');
        return [await answer.text(), answer.headers.get('content-type'), answer.headers.get('content-security-policy')]""")
    assert fetched == ["<script>1</script>", "text/html", "sandbox; default-src 'none'"]
    js(f"await server.deleteFile({{url: '{url}'}})")
    assert js(f"return (await fetch('{url}')).status") == 404
    assert js(f"return await server.deleteFile({{url: '{url}'}})")["error"]["code"] == 16


def test_client_sdk_loses_a_connection_that_it_may_not_keep(emulator, sdk):
    running = emulator()
    js = sdk(running)
    js("await connect('john', {id: 'john'})")
    js.event("john", "connection.ok")
    js("await server.deactivateUser({user_id: 'john'})")
    assert js.event("john", "user.deactivated")["user"]["id"] == "john"
    refused = json.loads(running.out.until(lambda line: json.loads(line).get("event") == "refused"))
    assert (refused["code"], refused["user_id"]) == (17, "john")
    closed = json.loads(running.out.until(lambda line: json.loads(line).get("event") == "closed"))
    assert closed["code"] == 1000, "the client does not connect again"


def test_a_wrong_secret_is_refused(emulator, sdk):
    js = sdk(emulator(), secret="another")
    assert js("return await server.upsertUsers([{id: 'john'}])")["error"]["code"] == 43


def test_hooks_by_the_server_sdk(emulator, sdk):
    js = sdk(emulator())
    hooks = js("""
        await server.updateApp({event_hooks: [{hook_type: 'webhook', enabled: true, webhook_url: 'http://127.0.0.1:9/', event_types: ['call.created']}]});
        return (await server.getApp()).app.event_hooks;""")
    assert len(hooks) == 1 and hooks[0]["event_types"] == ["call.created"] and hooks[0]["id"]
    left = js("await server.updateApp({event_hooks: []}); return (await server.getApp()).app.event_hooks")
    assert left == []


def test_client_sdk_watches_and_both_ends_send(emulator, sdk):
    js = sdk(emulator())
    assert js(WATCHED) is None
    js("await server.video.call('default', 'standup').sendCallEvent({user_id: 'john', custom: {animation: 'balloons'}})")
    for name in ("john", "jane"):
        event = js.event(name, "custom")
        assert event["custom"] == {"animation": "balloons"} and event["user"]["id"] == "john" and event["call_cid"] == "default:standup"
    js("await calls.jane.sendCustomEvent({hello: 'all'})")
    for name in ("john", "jane"):
        assert js.event(name, "custom")["custom"] == {"hello": "all"}
    js("await calls.jane.sendReaction({type: 'raised-hand', emoji_code: ':raise-hand:'})")
    assert js.event("john", "call.reaction_new")["reaction"]["type"] == "raised-hand"
    js("await server.video.call('default', 'standup').update({custom: {topic: 'tests'}})")
    assert js.event("john", "call.updated")["call"]["custom"] == {"topic": "tests"}
    assert js("return calls.john.state.custom") == {"topic": "tests"}
    js("await server.video.call('default', 'standup').end()")
    assert js.event("jane", "call.ended")["call"]["ended_at"]


def test_client_sdk_creates_rings_and_answers(emulator, sdk):
    js = sdk(emulator())
    js("await connect('john', {id: 'john'}); await connect('jane', {id: 'jane'})")
    js("""calls.john = clients.john.call('default', 'ring');
          await calls.john.getOrCreate({ring: true, data: {members: [{user_id: 'john'}, {user_id: 'jane'}]}})""")
    assert js.event("jane", "call.ring")["call_cid"] == "default:ring"
    js("calls.jane = clients.jane.call('default', 'ring'); await calls.jane.get(); await calls.jane.reject()")
    assert js.event("john", "call.rejected")["user"]["id"] == "jane"


CALL_TOKEN = "server.generateCallToken({user_id: '!anon', role: 'viewer', call_cids: ['livestream:show']})"


@pytest.mark.parametrize("token, acting, elsewhere", [("''", 5, 16), (CALL_TOKEN, 17, 17)], ids=["no token", "a call token"])
def test_anonymous_users_look_and_do_not_act(emulator, sdk, token, acting, elsewhere):
    js = sdk(emulator())
    js("""await server.upsertUsers([{id: 'john'}]);
          await server.video.call('livestream', 'show').getOrCreate({data: {created_by_id: 'john'}});""")
    js(f"await connect('nobody', {{type: 'anonymous'}}, {{token: {token}}}); calls.nobody = clients.nobody.call('livestream', 'show')")
    for look in ("get", "getOrCreate"):
        assert js(f"return (await calls.nobody.{look}()).own_capabilities") == ["join-call", "read-call"]
    assert js("return (await clients.nobody.queryCalls({})).calls.length") == 1
    join = "return await calls.nobody.doJoinRequest({})"
    assert "JoinBackstage" in js(join)["error"]["message"]
    js("await server.video.call('livestream', 'show').goLive()")
    joined = js(join)
    assert joined["own_capabilities"] == ["join-call", "read-call"] and joined["credentials"]["token"]
    assert not joined["call"].get("session", {}).get("participants")
    assert js("return await calls.nobody.sendCustomEvent({})")["error"]["code"] == acting
    assert js("return await clients.nobody.call('livestream', 'other').get()")["error"]["code"] == elsewhere


def test_guests_take_part(emulator, sdk):
    js = sdk(emulator())
    js("""await server.upsertUsers([{id: 'john'}]);
          await server.video.call('default', 'show').getOrCreate({data: {created_by_id: 'john'}});
          await connect('guest', {id: 'visitor', type: 'guest'});
          calls.guest = clients.guest.call('default', 'show');
          await calls.guest.getOrCreate();
          await calls.guest.sendCustomEvent({});""")
    assert js.event("guest", "custom")["user"]["role"] == "guest"


def test_client_sdk_reconnects_and_watches_again(streamctl, emulator, sdk):
    running = emulator()
    js = sdk(running)
    assert js(WATCHED) is None
    streamctl("emulator", "drop", "--code", "1001", "--user-id", "jane", "--at", running.url, code=0)
    for _ in range(2):  # The first connection's, and the next one's.
        js.event("jane", "connection.ok")
    js("""for (let tries = 0; tries < 100 && !globalThis.seen; ++tries) {
            const off = clients.jane.on('custom', () => { globalThis.seen = true; });
            await server.video.call('default', 'standup').sendCallEvent({user_id: 'john', custom: {again: tries}});
            await new Promise((done) => setTimeout(done, 100));
            off();
          }""")
    assert js("return globalThis.seen") is True


def test_client_sdk_renews_an_expired_token(streamctl, emulator, sdk):
    running = emulator()
    js = sdk(running)
    js("""globalThis.given = 0;
          await connect('john', {id: 'john'}, {tokenProvider: async () => {
            ++globalThis.given;
            return server.generateUserToken({user_id: 'john'});
          }});""")
    js.event("john", "connection.ok")
    before = js("return globalThis.given")
    streamctl("emulator", "expire-tokens", "--at", running.url, code=0)
    js.event("john", "connection.ok")
    assert js("return (await clients.john.queryCalls({})).calls.length") == 0 and js("return globalThis.given") > before


def test_a_stale_token_is_told_apart(emulator, sdk):
    js = sdk(emulator())
    stale = js("return await connect('john', {id: 'john'}, {token: server.generateUserToken({user_id: 'john', iat: 1000, exp: 2000})})")
    assert '"code":40' in stale["error"]["message"]


@pytest.mark.parametrize("packed", [[], ["--gzip"]])
def test_webhooks_pass_the_server_sdks_verification(streamctl, emulator, sdk, packed):
    listen = streamctl.listen("--expect", "call.created", "--timeout", "10s")
    js = sdk(emulator("--webhook-url", listen.url, *packed))
    js("await server.upsertUsers([{id: 'john'}]); await server.video.call('default', 'standup').getOrCreate({data: {created_by_id: 'john'}})")
    assert listen.wait() == 0
    record = listen.records()[0]
    body = base64.b64encode(record["body"].encode()).decode()
    parsed = js(f"return server.verifyAndParseWebhook(Buffer.from('{body}', 'base64'), '{record['headers']['X-Signature']}').type")
    assert parsed == "call.created"


@pytest.mark.skipif(not browser.installed() or not installed("esbuild"), reason="Chromium or esbuild is not there")
def test_client_sdk_in_a_browser(streamctl, emulator, tmp_path):
    """Chromium holds the page to the rules of another origin (CORS), as nothing else does."""
    running = emulator()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text('<!doctype html><title>streamctl</title><script src="client.js"></script>')
    (tmp_path / "entry.js").write_text("export * from '@stream-io/video-client';")
    subprocess.run([str(MODULES / "node_modules/.bin/esbuild"), str(tmp_path / "entry.js"), "--bundle", "--format=iife", "--global-name=Stream",
                    "--platform=browser", "--log-level=warning", f"--outfile={tmp_path / 'site' / 'client.js'}"], check=True,
                   env={"NODE_PATH": str(MODULES / "node_modules"), "PATH": "/usr/bin:/bin"})
    account = {"STREAM_BASE_URL": running.url, "STREAM_API_KEY": running.api_key}
    token = streamctl("token", "--user-id", "john", env=account, code=0).stdout.strip()
    with browser.site(tmp_path / "site") as site, contextlib.closing(browser.Page(tmp_path)) as page:
        page.open(site)
        page(f"""
            window.client = new Stream.StreamVideoClient({{apiKey: '{running.api_key}', options: {{
              baseURL: '{running.url}/video', locationHintUrl: '{running.url}/hint', logLevel: 'error'}}}});
            await client.connectUser({{id: 'john'}}, '{token}');
            window.call = client.call('default', 'standup');
            await call.getOrCreate({{data: {{custom: {{room: 'red'}}}}}});
            window.came = new Promise((done) => call.on('custom', (event) => done(event)));""")
        streamctl("send-event", "default:standup", "--user-id", "john", "--custom", "render-animation=balloons", env=account, code=0)
        event = page("return await came")
        assert event["custom"] == {"render-animation": "balloons"} and event["user"]["id"] == "john"
        watching = streamctl.start("watch", "default:standup", "--count", "1", "-o", "json", env=account)
        watching.err.until(lambda line: "Watching" in line)
        page("await call.sendCustomEvent({from: 'a page'})")
        assert watching.wait() == 0
        assert json.loads(watching.records()[0]["body"])["custom"] == {"from": "a page"}
