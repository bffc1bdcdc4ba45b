"""What the page of --ui says about what comes: counters, charts, gaps, and what this command has not; in a headless Chromium."""
import json

import browser
import inspector
import pytest
from conftest import event, post
from cutting import Cutting
from inspector_browser import inspecting

pytestmark = pytest.mark.skipif(not browser.installed(), reason="needs chromium and chromedriver")


@pytest.fixture
def inspect(streamctl, tmp_path):
    with inspecting(streamctl, tmp_path) as start:
        yield start


def test_a_lost_connection_is_joined_again_and_the_gap_is_marked(inspect):
    seen = inspect()
    port = int(seen.ui.split(":")[2].split("/")[0])
    proxy = Cutting(port)
    page = seen.page
    page.open(seen.ui.replace(f":{port}/", f":{proxy.port}/"))
    post(seen.url, event(), webhook_id="before-1")
    seen.rows(1)
    proxy.cut()
    page.until("document.querySelector('#banner .wrong')?.innerText.includes('Trying again')")
    for number in range(2):
        post(seen.url, event(), webhook_id=f"meanwhile-{number}")
    proxy.join()
    page.until("!document.querySelector('#banner').innerText")
    rows = seen.rows(4)
    assert [row for row in rows if "The connection to streamctl was lost from" in row] == [rows[2]]
    page.until("document.querySelector('.counter b').textContent === '3'")
    proxy.close()


def test_a_stopped_page_counts_what_it_did_not_draw(inspect, streamctl):
    seen = inspect("listen", "--ui-keep", "20000")
    page = seen.page
    seen.open()
    post(seen.url, event(), webhook_id="first-01")
    seen.rows(1)
    # Rows of 2 KiB, of which sockets take a few thousand.
    wordy = event("custom", **{name: 200 * "x" for name in ("reason", "error", "message", "name", "url", "digit", "rating")}, permissions=2 * [200 * "y"])
    with page.stopped():
        for sent in range(1001, 10_002, 1000):
            streamctl("forge", "custom", "--data", wordy.decode(), "--count", "1000", "--concurrency", "16", "--to", seen.url, "-q", code=0)
            inspector.Page(seen.ui).until_taken(sent)
    page.until("import('./store.js').then(({store}) => store.rows.newest === 10_001)")
    notes, rows = page("""const {store} = await import("./store.js"); const all = [...store.rows.rows()];
        return [all.filter((row) => row.kind === "note").map((row) => row.summary), all.filter((row) => row.kind === "delivery").length];""")
    skipped = [int(note.split()[0].replace(",", "")) for note in notes if "faster than this page draws" in note]
    assert skipped and sum(skipped) + rows == 10_001, (notes, rows)
    page.until("document.querySelector('.counter b').textContent === '10,001'")


def test_a_search_goes_on_with_all_that_comes(inspect, streamctl):
    """More than one answer of the inspector has."""
    seen = inspect()
    page = seen.page
    seen.open()
    post(seen.url, event("custom"), webhook_id="first-01")
    page.press("/type:custom")
    page.until("document.querySelector('.list-head .words')?.textContent === '1 delivery'")
    with page.stopped():
        streamctl("forge", "custom", "--count", "1200", "--concurrency", "16", "--to", seen.url, "-q", code=0)
        inspector.Page(seen.ui).until_taken(1201)
    page.until("document.querySelector('.list-head .words').textContent === '1,201 deliveries'")


def test_rows_that_were_not_drawn_are_counted(inspect):
    seen = inspect()
    page = seen.page
    page.cdp("Page.addScriptToEvaluateOnNewDocument", source="window.sources = []; const Real = EventSource; window.EventSource = class extends Real { constructor(url) { super(url); sources.push(this); } };")
    seen.open()
    post(seen.url, event(), webhook_id="first-01")
    seen.rows(1)
    page("""sources.at(-1).dispatchEvent(new MessageEvent("skipped", {data: '{"count":1234,"first":2,"last":1235}'}))""")
    assert any("1,234 deliveries came faster than this page draws" in row for row in seen.rows(2))
    post(seen.url, event(), webhook_id="second-1")
    seen.rows(3)
    page("""sources.at(-1).dispatchEvent(new MessageEvent("skipped", {data: '{"count":66,"first":1236,"last":1301}'}))""")
    page.until("document.querySelector('.row.note')?.innerText.includes('1,300 deliveries came faster')")
    assert "1,300" in seen.rows(3)[0]  # One line for both, where the last ones were skipped.
    page("""const {store} = await import("./store.js");
        sources.at(-1).dispatchEvent(new MessageEvent("state", {data: JSON.stringify({...store.state, skipped: 7})}))""")
    assert any("7 deliveries came faster than the inspector takes them" in row for row in seen.rows(4))
    post(seen.url, event(), webhook_id="third-01")
    assert "call.created" in seen.rows(5)[0]


def test_counters_filter_the_list(inspect):
    seen = inspect("listen", "--respond", "503,200")
    seen.open()
    page = seen.page
    for attempt in (1, 2):
        post(seen.url, event("call.created"), webhook_id="retried-1", attempt=attempt)
    post(seen.url, event("call.ended"), secret="another", webhook_id="refused-1")
    page.until("[...document.querySelectorAll('.counter b')].map((one) => one.textContent).join() === '1,1,1,1'")
    assert page("return [...document.querySelectorAll('.counter')].map((one) => one.innerText.replaceAll('\\n', ' ').trim())") == ["1 accepted", "1 refused", "1 failed", "1 retry"]
    seen.rows(2)
    page.click(".counter", "refused")
    assert "call.ended" in seen.rows(1)[0] and page("return location.hash") == "#/?q=is%3Arefused"
    page.click(".counter", "refused")
    seen.rows(2)
    page.click(".counter", "retry")
    assert "call.created" in seen.rows(1)[0]


def test_charts(inspect, peer):
    seen = inspect("listen", "--forward-to", peer(*4 * [200], 503, 503, 200).url)
    for number in range(4):
        post(seen.url, event("call.created" if number else "custom", cid=f"default:c{number % 2}"), webhook_id=f"charted-{number}")
    for attempt in (1, 2, 3):
        post(seen.url, event("call.ended"), webhook_id="charted-again", attempt=attempt)
    seen.open()
    page = seen.page
    page.click(".spark")
    charts = dict(page.until("(() => { const charts = [...document.querySelectorAll('.chart')].map((one) => [one.querySelector('h2').textContent, one.innerText.replaceAll(/\\s+/g, ' ')]); return charts.length === 5 && charts; })()"))
    assert list(charts) == ["Deliveries by type over time", "How long targets took", "Attempts of each delivery", "Types", "Calls"]
    assert page("return document.querySelector('.columns svg').ariaLabel").startswith("7 deliveries over time")
    assert page("return document.querySelectorAll('.columns rect').length") >= 2 and "custom" in charts["Deliveries by type over time"]
    assert "p50" in charts["How long targets took"] and "p95" in charts["How long targets took"]
    assert page("return [...document.querySelectorAll('.chart')][2].querySelectorAll('dl > div').length") == 3
    assert [words in charts["Attempts of each delivery"] for words in ("at once 4", "2 attempts 0", "3 attempts 1")] == [True] * 3
    assert "call.ended 3 2" in charts["Types"] and "default:c0 2" in charts["Calls"]
    page.click(".tally a", "default:c1")
    seen.rows(2)


def test_the_fields_of_an_event_are_compared_with_the_catalogue(inspect):
    seen = inspect()
    post(seen.url, event("call.ended", strange={"deep": 1}), webhook_id="fields-01")
    post(seen.url, event("call.unheard_of"), webhook_id="fields-02")
    seen.open()
    page = seen.page
    page.click(".row", "call.ended")
    words = page.until("document.querySelector('.remark')?.innerText")
    assert "1 field is not in the catalogue: strange" in words and "that Stream documents" in words and "call" in words
    page.until("document.querySelector('.mark')?.textContent === 'not in the catalogue'")
    page.click(".row", "call.unheard_of")
    page.until("document.querySelector('.remark')?.innerText.includes('does not know the type call.unheard_of')")


def test_an_event_is_compared_with_the_one_before(inspect):
    seen = inspect()
    for number, more in enumerate([{"call": {"cid": "default:standup", "custom": {"topic": "one"}}}, {"reaction": {"type": "wave"}}, {"call": {"cid": "default:standup", "custom": {"topic": "two"}}}]):
        post(seen.url, event("call.reaction_new" if number == 1 else "call.updated", created_at=f"2026-11-23T17:00:0{number}Z", **more), webhook_id=f"compared-{number}")
    seen.open()
    page = seen.page
    page.click(".row")
    page.press("d")
    page.until("(() => { const text = document.querySelector('.diff')?.innerText ?? ''; return text.includes('one') && text.includes('two'); })()")
    page.click(".segment", "Previous event")
    page.until("document.querySelector('.compared')?.innerText.includes('call.reaction_new') && document.querySelector('.diff').innerText.includes('reaction')")


def test_a_call_with_two_sessions_lets_one_choose(inspect):
    seen = inspect()
    for session in (1, 2):
        for index, type in enumerate(("call.session_started", "call.session_participant_joined", "call.session_ended")):
            post(seen.url, event(type, session_id=f"S{session}", participant={"user": {"id": f"user{session}"}, "user_session_id": "s"}, created_at=f"2026-11-23T17:0{session}:0{index}Z"), webhook_id=f"session-{session}-{index}")
    seen.open()
    page = seen.page
    page.click(".row")
    page.click("[role=tab]", "Call")
    page.until("document.querySelectorAll('.session-choice .button').length === 2 && document.querySelector('.lanes').innerText.includes('user2')")
    page.click(".session-choice .button", "Session 1")
    page.until("document.querySelector('.lanes').innerText.includes('user1') && !document.querySelector('.lanes').innerText.includes('user2')")


def test_a_page_says_what_its_command_has_not(inspect):
    seen = inspect("emulator")
    seen.open()
    page = seen.page
    assert [one for one in ("Plan", "Emulator") if one in page("return document.querySelector('.actions').textContent")] == ["Emulator"]
    seen.go("plan")
    page.until("document.querySelector('.view-body')?.innerText.includes('This is the page of emulator') && document.querySelector('.view-body code').textContent === 'streamctl listen --ui'")
    page.press("?")
    page.until("document.querySelector('#view').innerText.includes('Not on the page of emulator')")
    assert "streamctl emulator --ui" not in page("return document.querySelector('#view').innerText")


def test_a_socket_of_the_emulator_is_dropped(inspect, streamctl):
    seen = inspect("emulator")
    watching = streamctl.start("watch", "default:x", "--create", "-o", "json", env={"STREAM_BASE_URL": seen.url})
    watching.out.until(lambda line: json.loads(line)["kind"] == "watching")
    seen.open()
    page = seen.page
    seen.go("emulator/connections")
    page.until("document.querySelector('#panel').innerText.includes('default:x') && document.querySelector('#tab-connections').innerText.includes('1')")
    page.click("#panel .button", "Drop")
    page.until("document.querySelector('.toast')?.textContent === '1 socket dropped'")
    watching.out.until(lambda line: json.loads(line)["kind"] == "gap")  # It connects again.


def test_the_form_of_an_event_waits_for_the_catalogue(inspect):
    seen = inspect()
    page = seen.page
    page.cdp("Page.addScriptToEvaluateOnNewDocument", source="""const real = fetch;
        window.fetch = (path, ...more) => path === "/api/catalogue" ? new Promise((then) => { window.answer = () => then(real(path, ...more)); }) : real(path, ...more);""")
    seen.open()
    page.press("f")
    page.until("document.querySelector('#view').innerText.includes('Reading the catalogue')")
    page("answer()")
    page.until("document.querySelectorAll('#view select option').length > 40 && document.querySelector('.forge-content .fields')")
