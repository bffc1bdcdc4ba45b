"""The page of --ui in a headless Chromium, used as a person does."""
import datetime
import json
import os
import re

import browser
import pytest
from conftest import ROOT, event, post
from inspector_browser import inspecting

pytestmark = pytest.mark.skipif(not browser.installed(), reason="needs chromium and chromedriver")


@pytest.fixture
def inspect(streamctl, tmp_path):
    with inspecting(streamctl, tmp_path) as start:
        yield start


def story(url):
    """A call as Stream reports it: john joins, records, leaves; one attempt fails first, one delivery is signed wrongly."""
    call = {"cid": "default:standup", "backstage": False, "custom": {"topic": "demo"}}
    john = {"participant": {"user": {"id": "john", "name": "John", "role": "admin"}, "user_session_id": "s-1", "role": "admin"}, "session_id": "S"}
    told = [("call.created", {"call": call, "members": [{"user_id": "john"}, {"user_id": "jane"}]}), ("call.session_started", {"call": call, "session_id": "S"}), ("call.session_participant_joined", john),
            ("call.recording_started", {}), ("call.updated", {"call": {**call, "custom": {"topic": "retro"}}}), ("call.session_participant_left", {**john, "duration_seconds": 4}), ("call.session_ended", {"call": call, "session_id": "S"})]
    for index, (type, fields) in enumerate(told):
        assert post(url, event(type, **{"created_at": f"2026-11-23T17:00:0{index}.5Z", **fields}), webhook_id=f"story-{index:04}")[0] == 200
    assert post(url, event("call.ended"), secret="another", webhook_id="forged-01")[0] == 401


def test_a_person_reads_a_call(inspect):
    seen = inspect()
    seen.open()
    page = seen.page
    assert page.until("document.querySelector('.empty:not([hidden]) h2')?.textContent") == "Waiting for the first delivery"
    commands = page("return [...document.querySelectorAll('.command-line code')].map((one) => one.textContent)")
    assert len(commands) == 3 and commands[0] == f"streamctl forge call.created --to {seen.url}"

    story(seen.url)
    rows = seen.rows(8)
    assert "401 refused" in rows[0] and "X-Signature" in rows[0]
    assert "200 accepted call.session_participant_joined" in rows[5] and "default:standup john" in rows[5]
    page.until("document.querySelector('.counters').innerText.replaceAll('\\n', ' ').includes('7 accepted 1 refused')")

    page.click(".row", "call.session_participant_joined")
    page.until("document.querySelector('.sentence')?.textContent === 'john joined default:standup, 1 in session'")
    assert page("return location.hash") == "#/d/story-0002"
    assert "john, session s-1, admin" in page.until("document.querySelector('.tree')?.innerText")
    page.click(".tree-fold", "participant")
    page.until("document.querySelector('.tree').innerText.includes('user_session_id')")
    page.click(".button", "Raw")
    assert page.until("document.querySelector('.raw')?.textContent").startswith('{"type": "call.session_participant_joined"')

    page.click("[role=tab]", "Call")
    lanes = page.until("(() => { const lanes = [...document.querySelectorAll('.lane-name')].map((one) => one.textContent); return lanes.length > 4 && lanes; })()")
    assert lanes[1:] == ["Call", "Session", "john", "Recording"]
    assert "Recording began and never ended" in page("return document.querySelector('.remarks').innerText")
    assert page("return document.querySelectorAll('.happened li').length") == 7

    page.click("[role=tab]", "Delivery")
    assert "story-0002" in page.until("document.querySelector('.headers')?.innerText")
    assert page("return [...document.querySelectorAll('.steps > li')].every((one) => one.className === 'passed' || one.className === 'not-reached')")

    page.click(".row", "call.updated")
    page.press("d")
    assert page.until("document.querySelector('.diff')?.innerText.includes('topic')") is True
    page.click(".row.refused")
    page.until("document.querySelector('.sentence')?.textContent === 'Refused: default:standup ended'")
    assert "X-Signature" in page("return document.querySelector('.why.wrong').textContent")


def test_retries_are_one_row(inspect):
    seen = inspect("listen", "--respond", "503,200")
    seen.open()
    body = event("call.created")
    assert post(seen.url, body, webhook_id="again-0001")[0] == 503
    assert post(seen.url, body, webhook_id="again-0001", attempt=2)[0] == 200
    seen.page.until("document.querySelector('.tries')?.textContent.startsWith('×2')")
    rows = seen.rows(1)
    assert "200 accepted call.created ×2" in rows[0]
    seen.page.click(".row")
    attempts = seen.page.until("(() => { const links = [...document.querySelectorAll('.tries-bar a')].map((one) => one.textContent); return links.length === 2 && links; })()")
    assert attempts[0].startswith("attempt 1 503") and attempts[1].startswith("attempt 2 200")
    seen.page.click(".tries-bar a", "attempt 1")
    seen.page.until("document.querySelector('.view-title .verdict')?.textContent === '503'")


def test_the_story_of_a_busy_call_is_short(inspect):
    seen = inspect()
    for index in range(150):
        post(seen.url, event("call.reaction_new", reaction={"type": "wave", "user": {"id": f"u{index}"}}), webhook_id=f"busy-{index:04}")
    seen.open()
    seen.page.click(".row", "u149")
    seen.page.click("[role=tab]", "Call")
    seen.page.until("document.querySelectorAll('.happened li').length === 100")
    assert "u0 reacted in default:standup: wave, and 149 more events" in seen.page("return document.querySelector('.point').innerText")
    seen.page.click(".story .button", "Show all")
    seen.page.until("document.querySelectorAll('.happened li').length === 150")
    post(seen.url, event("call.ended"), webhook_id="busy-last")
    seen.page.until("document.querySelectorAll('.happened li').length === 151 && document.querySelector('.happened').innerText.includes('default:standup ended')")


def test_a_forged_id_is_a_row_of_its_own(inspect):
    seen = inspect()
    seen.open()
    post(seen.url, event("call.created", good=1), webhook_id="taken-0001")
    seen.page.click(".row")
    seen.page.until("location.hash === '#/d/taken-0001'")
    post(seen.url, event("call.created", forged=1), webhook_id="taken-0001", attempt=2, secret="another")
    assert [row.split()[1] for row in seen.rows(2)] == ["401", "200"]
    assert "good" in seen.page.until("document.querySelector('.tree')?.innerText")
    seen.page.click(".row", "401")
    seen.page.until("location.hash === '#/d/2' && document.querySelector('.tree')?.innerText.includes('forged')")


def test_another_page_may_link_here_and_no_more(inspect, tmp_path):
    seen = inspect()
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text(f"<!doctype html><a href='{seen.ui}'>the inspector</a><iframe src='{seen.ui}'></iframe>")
    with browser.site(tmp_path / "site") as origin:
        seen.page.open(origin)
        fetched = seen.page(f"return Promise.allSettled(['', 'api/state', 'main.js'].map((path) => fetch({json.dumps(seen.ui.split('#')[0])} + path))).then((all) => all.map((one) => one.status))")
        assert fetched == ["rejected"] * 3
        seen.page.click("a")
        seen.page.until("document.querySelector('.brand .command')?.textContent === 'listen'")


def test_search_keys_and_links(inspect):
    seen = inspect()
    seen.open()
    story(seen.url)
    seen.rows(8)
    page = seen.page
    page.press("/is:refused")
    assert "401 refused" in seen.rows(1)[0]
    page.press("\ue00c")  # Escape leaves the box.
    assert "q=is%3Arefused" in page("return location.hash")
    page.press("/type:call.session_*")
    seen.rows(4)
    page.press("\ue00c")
    page("location.hash = '#/?q=' + encodeURIComponent('jq:.call.custom.topic == \"retro\"')")
    assert "call.updated" in seen.rows(1)[0]
    page("location.hash = '#/?q=' + encodeURIComponent('jq:.call.(')")
    page.until("document.querySelector('.list-head.wrong')?.textContent.startsWith('jq: ')")
    assert page("return document.querySelector('.empty').innerText") == "This search cannot be done."
    page("location.hash = '#/'")
    seen.rows(8)

    page.press("jj\ue007")
    page.until("document.querySelector('.sentence')?.textContent === 'The session of default:standup ended'")
    page.press("k")
    page.until("document.querySelector('.sentence')?.textContent.startsWith('Refused')")
    page.press("jjj3")
    page.until("location.hash === '#/d/story-0004/delivery'")
    page.press("?")
    page.until("document.querySelector('h1:not(.offscreen)')?.textContent === 'Keyboard shortcuts'")
    page("history.back()")
    page.until("document.querySelector('.sentence')?.textContent === 'default:standup was updated'")

    page.open(seen.ui.split("#")[0] + "#/d/story-0005/call")  # A link that is opened again.
    page.until("document.querySelector('.sentence')?.textContent.startsWith('john left default:standup after 4 s')")
    page.until("document.querySelector('[role=tab][aria-selected=true]').textContent === 'Call'")


def test_nothing_moves_under_the_pointer(inspect):
    seen = inspect()
    seen.open()
    for index in range(30):
        post(seen.url, event("call.reaction_new", user={"id": f"u{index}"}), webhook_id=f"many-{index:05}")
    page = seen.page
    page.until("document.querySelector('[aria-setsize=\"30\"]')")
    place = "(() => { const row = [...document.querySelectorAll('.row')].find((one) => one.group.last.webhook_id === 'many-00025'); return row && row.getBoundingClientRect().y; })()"
    before = page.until(place)
    x, y = page.centre(".row", "u25")
    page.move(x, y)
    post(seen.url, event("call.ended"), webhook_id="later-1")
    assert page.until("!document.querySelector('.pill').hidden && document.querySelector('.pill').textContent") == "1 new"
    assert page.until(place) == before
    page.move(1200, 500)  # Elsewhere: the row comes in.
    page.until("document.querySelector('.row[aria-posinset=\"1\"]')?.innerText.includes('call.ended')")
    page("document.querySelector('.list-box').scrollTop = 300")
    post(seen.url, event("call.ended"), webhook_id="later-2")
    page.until("!document.querySelector('.pill').hidden")
    assert page("return document.querySelector('.list-box').scrollTop") == 300
    page.click(".pill")
    page.until("document.querySelector('.list-box').scrollTop === 0 && document.querySelector('[aria-setsize=\"32\"]')")
    page.press("p")
    post(seen.url, event("call.ended"), webhook_id="later-3")
    page.until("document.querySelector('.pill').textContent === '1 new, paused'")


HOSTILE = "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>\u202edlrow\u202c\u0000\u001b[2J"


def test_a_hostile_delivery_is_harmless_and_fast(inspect):
    seen = inspect()
    seen.open()
    page = seen.page
    big = {"type": HOSTILE, "call_cid": HOSTILE, "user": {"id": HOSTILE}, "custom": {"__proto__": 1, HOSTILE: HOSTILE, "long": "x" * 200_000, "many": [{"index": index, "text": HOSTILE} for index in range(30_000)]}}
    body = json.dumps(big).encode()
    assert 4_000_000 < len(body) < 5 * 1024 * 1024
    assert post(seen.url, body, webhook_id=HOSTILE.encode().hex()[:60], headers={"X-Other": "<b>bold</b>"})[0] == 200
    page.until("document.querySelector('.row')")
    page.click(".row")
    page.until("document.querySelector('.tree')")
    for tab in ("Call", "Delivery", "Changes", "Event"):
        page.click("[role=tab]", tab)
        page.until(f"document.querySelector('[role=tab][aria-selected=true]').textContent === '{tab}' && document.querySelector('.panel').innerText.length > 20")
        assert "\u202e" not in page("return document.body.innerText")
    page.click(".tree-fold", "many")
    page.until("document.querySelector('.tree-more')?.innerText.includes('29,900')")
    assert page("return document.querySelectorAll('#view *').length") < 4000
    page.click(".tree-more button")
    page.until("document.querySelector('.tree-more')?.innerText.includes('29,800')")
    page.click(".button", "Raw")
    page.until("document.querySelector('.raw')?.textContent.length > 1000")
    assert page("return document.querySelector('.raw').textContent.length") < 100_000
    assert page("return [window.harmed ?? null, document.querySelectorAll('#main script, #main img, #main b').length, ({}).index ?? null]") == [None, 0, None]


def test_no_text_becomes_markup():
    for file in (ROOT / "lib/inspector/page").iterdir():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|style=", file.read_text()), file


def test_thousands_of_rows_have_few_elements(inspect, streamctl):
    seen = inspect()
    streamctl("forge", "call.reaction_new", "--count", "3000", "--concurrency", "16", "--to", seen.url, "-q", code=0)
    seen.open()
    page = seen.page
    page.until("document.querySelector('.counter b').textContent === '3,000'")
    page("location.reload()")
    page.until("(() => { const box = document.querySelector('.list-box'); if (box) box.scrollTop = box.scrollHeight; return document.querySelector('.row[aria-setsize=\"3000\"]'); })() !== null")
    page.until("(() => { const box = document.querySelector('.list-box'); box.scrollTop = box.scrollHeight; return document.querySelector('.row[aria-posinset=\"3000\"]') !== null; })()")
    assert page("return document.querySelectorAll('.row').length") < 60
    assert page("return new Set([...document.querySelectorAll('.row')].map((row) => row.getBoundingClientRect().height)).size") == 1


def test_the_list_goes_on_with_what_memory_has_no_more(inspect):
    seen = inspect("listen", "--ui-keep", "5", "--no-history", "--record", "capture.jsonl")
    for index in range(12):
        post(seen.url, event("call.created", cid=f"default:c{index}", user={"id": "ann"}), webhook_id=f"many-{index:04}")
    seen.open()
    seen.rows(5)
    seen.page.click(".button", "Show older deliveries")
    assert "default:c0" in seen.rows(12)[-1]
    seen.page.click(".row", "default:c2")
    seen.page.until("location.hash === '#/d/many-0002' && document.querySelector('.sentence')?.textContent === 'ann created default:c2'")
    seen.page.click("[role=tab]", "Delivery")
    seen.page.until("document.querySelector('#panel').innerText.includes('attempt 1: its answer is not recorded')")
    seen.page.press("/call:default:c1*")
    seen.rows(2)
    seen.page.click(".button", "Show older deliveries")
    assert [row for row in seen.rows(3) if "default:c1" in row][-1]


def test_a_lost_connection_is_said(inspect):
    seen = inspect()
    seen.open()
    story(seen.url)
    seen.rows(8)
    seen.running.stop()
    words = seen.page.until("document.querySelector('#banner').innerText")
    assert "ended" in words or "lost" in words
    assert len(seen.rows(8)) == 8  # What was loaded stays.


def test_without_the_token_nothing_is_shown(inspect):
    seen = inspect()
    story(seen.url)
    seen.page.open(seen.ui.split("#")[0])
    assert "address that streamctl printed" in seen.page.until("document.querySelector('#banner').innerText")
    assert seen.page("return document.querySelectorAll('.row').length") == 0


def test_the_page_works_on_a_phone(inspect):
    seen = inspect(width=400, height=860)
    seen.open()
    story(seen.url)
    seen.rows(8)
    seen.page.click(".row", "call.created")
    seen.page.until("document.querySelector('.sentence')?.textContent === 'default:standup was created with 2 members' || document.querySelector('.sentence')?.textContent.endsWith('created default:standup with 2 members')")
    assert seen.page("return document.querySelector('#list').checkVisibility()") is False
    assert seen.page("return document.documentElement.scrollWidth") <= 400
    seen.page.click(".back")
    seen.page.until("document.querySelector('#list').checkVisibility()")


BEGIN = datetime.datetime(2026, 11, 27, 9, 30)
# Seconds, type, user, more fields: a stand-up of three, recorded and transcribed, one of whom never leaves.
STANDUP = [
    (0, "call.created", "maya", {}), (2, "call.ring", "maya", {}), (11, "call.session_started", "maya", {}), (12, "call.session_participant_joined", "maya", {}), (19, "call.accepted", "tomas", {}),
    (21, "call.session_participant_joined", "tomas", {}), (34, "call.recording_started", None, {}), (36, "call.transcription_started", None, {}), (58, "call.session_participant_joined", "li", {}),
    (95, "call.reaction_new", "li", {}), (141, "custom", "tomas", {"custom": {"poll": "ship on Friday?", "yes": 3}}), (188, "call.reaction_new", "maya", {}), (233, "call.permission_request", "li", {}),
    (262, "call.session_participant_left", "tomas", {"duration_seconds": 241}), (270, "call.recording_stopped", None, {}), (272, "call.transcription_stopped", None, {}),
    (281, "call.session_participant_left", "maya", {"duration_seconds": 269}), (283, "call.session_ended", None, {}), (301, "call.recording_ready", None, {})]


def standup(streamctl, url):
    """Delivers it, again what is refused, and one event signed with another secret. Returns the webhook id of the last."""
    for index, (second, type, user, more) in enumerate(STANDUP):
        made = json.loads(streamctl("events", "example", type, "--user-id", user or "maya", code=0).stdout)
        if user and "participant" in made:
            made["participant"]["user_session_id"] = f"{user}-1"
        made.update(more, created_at=f"{(BEGIN + datetime.timedelta(seconds=second)).isoformat()}.482913Z")
        webhook_id = f"{index:02x}d41c7e-5b0a-4f6e-9c33-8a0be2f7{index:04x}"
        attempt = 1
        while post(url, json.dumps(made).encode(), webhook_id=webhook_id, attempt=attempt)[0] != 200:
            attempt += 1
        if type == "custom":
            post(url, json.dumps(made).encode(), webhook_id="e7a90b14-1c52-4d3f-a2b8-6f0c9d1e5a77", secret="another")
    return webhook_id


# Each view: its place, and what it contains when it is complete.
SHOWN = {"story": ("d/{id}/call", ".happened"), "event": ("d/{id}", ".tree"), "delivery": ("d/{id}/delivery", ".headers"), "changes": ("d/{id}/changes", ".diff"), "overview": ("overview", ".tally"), "keys": ("keys", ".keys"),
         "forge": ("forge/call.ring", ".forge-content .fields"), "send": ("send/{id}", ".editor"), "replay": ("replay/1,2", ".form"), "check": ("check", ".form"), "plan": ("plan", ".plan-steps")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_fits_every_width(inspect, streamctl, peer, scheme):
    """STREAMCTL_SCREENSHOTS=FOLDER keeps what is seen; STREAMCTL_UPDATE_GOLDEN=1 renews the pictures of docs/images."""
    seen = inspect("listen", "--forward-to", peer(*10 * [200], 500, 200).url, width=1280, height=800, scheme=scheme)
    seen.open()
    webhook_id = standup(streamctl, seen.url)
    page = seen.page
    page.until(f"[...document.querySelectorAll('.row')].some((row) => row.innerText.includes('{STANDUP[-1][1]}'))")
    folder = os.environ.get("STREAMCTL_SCREENSHOTS")
    for name, (place, complete) in SHOWN.items():
        page(f"location.hash = {json.dumps('#/' + place.format(id=webhook_id))}")
        for width, height in ((1280, 800), (900, 900), (400, 860)):
            page.shape(width, height, scheme)
            page.until(f"document.querySelector('{complete}')")
            assert page("return document.documentElement.scrollWidth") <= width, (name, width)
            if folder:
                (ROOT / folder / f"{name}-{width}-{scheme}.png").write_bytes(page.screenshot())
            if os.environ.get("STREAMCTL_UPDATE_GOLDEN") and name == "story" and width == 1280:
                (ROOT / f"docs/images/inspector-{scheme}.png").write_bytes(page.screenshot())


def test_changes_and_search_words(inspect):
    """The page's pure parts, in the browser that runs them."""
    seen = inspect()
    seen.open()
    ran = seen.page("""
      const {changes} = await import("./diff.js"), {parse, write} = await import("./json.js"), {conditions, toggled} = await import("./search.js"), {printable, duration, bytes} = await import("./format.js");
      const diff = (one, other) => changes(parse(one), parse(other)).found.map(({path, kind}) => `${kind} ${path.join(".")}`);
      return {
        equal: diff('{"a":[1,{"b":null}]}', '{"a":[1,{"b":null}]}'), nested: diff('{"a":{"b":1,"c":2}}', '{"a":{"b":2,"d":3}}'),
        moved: diff('{"l":[{"id":"x","v":1},{"id":"y"}]}', '{"l":[{"id":"y"},{"id":"x","v":2}]}'), kind: diff('{"a":{}}', '{"a":[]}'), gone: diff('{"a":null}', '{}'),
        digits: write(parse('{"t":1700000000123456789,"f":0.1}'), 0), none: parse("{") ?? null, same: diff('{"t":1700000000123456789}', '{"t":1700000000123456789}'),
        plain: conditions("stand up"), each: conditions('type:call.* user:john is:refused call:default:a word jq:.a == "b: c" and true'), quoted: conditions('"two words" text:"x y"'), unknown: conditions("is:nothing foo:bar"),
        on: toggled("", "is", "refused"), off: toggled("is:refused word", "is", "refused"), other: toggled("is:failed word", "is", "refused"),
        safe: printable("a\\u202eb\\u0000\\u200f\\ud800\\n"), took: [0.42, 12.4, 1500, 61000, 7260000].map(duration), sizes: [12, 2048, 5242880].map(bytes),
      };""")
    assert ran == {
        "equal": [], "nested": ["changed a.b", "removed a.c", "added a.d"], "moved": ["changed l.[x].v"], "kind": ["changed a"], "gone": ["removed a"],
        "digits": '{"t":1700000000123456789,"f":0.1}', "none": None, "same": [],
        "plain": {"text": "stand up"}, "each": {"type": "call.*", "user": "john", "verdict": "refused", "call": "default:a", "text": "word", "jq": '.a == "b: c" and true'},
        "quoted": {"text": "x y two words"}, "unknown": {"text": "is:nothing foo:bar"},
        "on": "is:refused", "off": "word", "other": "is:refused word",
        "safe": "a\\u202eb\\u0000\\u200f\\ud800\n", "took": ["0.4 ms", "12 ms", "1.5 s", "1 min 1 s", "2 h 1 min"], "sizes": ["12 B", "2 KiB", "5 MiB"]}
