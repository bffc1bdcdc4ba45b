"""The page of --ui by keyboard and by its copy buttons, in a headless Chromium."""
import json
import subprocess

import browser
import pytest
from conftest import event, post
from inspector_browser import inspecting

pytestmark = pytest.mark.skipif(not browser.installed(), reason="needs chromium and chromedriver")
TAB, ESCAPE, END, HOME, LEFT, RIGHT = "\ue004", "\ue00c", "\ue010", "\ue011", "\ue012", "\ue014"


@pytest.fixture
def inspect(streamctl, tmp_path):
    with inspecting(streamctl, tmp_path) as start:
        yield start


def keep_what_is_copied(page):
    page("Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text; }}})")


def copied(page):
    return page.until("(() => { const text = window.copied; window.copied = undefined; return text; })()")


def press_through(page, tabs, folder):
    """Presses every key of a row of tabs, whose first is chosen; `folder`: the place of their view."""
    for key, index in ((RIGHT, 1), (LEFT, 0), (LEFT, -1), (RIGHT, 0), (END, -1), (RIGHT, 0), (END, -1), (HOME, 0), (RIGHT, 1)):
        page.press(key)
        chosen = "tab-" + tabs[index]
        page.until(f"document.activeElement.id === '{chosen}'")
        assert page("""const tabs = [...document.querySelectorAll('[role=tablist] [role=tab]')]; return {
            selected: tabs.filter((one) => one.ariaSelected === 'true').map((one) => one.id), reached: tabs.filter((one) => one.tabIndex === 0).map((one) => one.id),
            panels: tabs.map((one) => document.getElementById(one.getAttribute('aria-controls'))?.role), label: document.querySelector('[role=tabpanel]').getAttribute('aria-labelledby')}""") == {
            "selected": [chosen], "reached": [chosen], "panels": ["tabpanel"] * len(tabs), "label": chosen}
        assert page("return location.hash") == f"#/{folder}/{tabs[index]}"
    page.press(TAB)  # From the row of tabs into what it shows.
    page.until("document.querySelector('[role=tabpanel]').contains(document.activeElement)")


def test_the_tabs_of_a_delivery_by_keyboard(inspect):
    seen = inspect()
    post(seen.url, event(), webhook_id="tabbed-01")
    seen.open()
    seen.page.click(".row")
    seen.page.click("[role=tab]", "Event")
    press_through(seen.page, ["event", "call", "delivery", "changes"], "d/tabbed-01")


def test_the_tabs_of_the_emulator_by_keyboard(inspect):
    seen = inspect("emulator")
    seen.open()
    seen.go("emulator")
    seen.page.click("[role=tab]", "Calls")
    press_through(seen.page, ["calls", "users", "connections", "hooks", "log"], "emulator")


def test_what_is_copied_can_be_pasted(inspect, tmp_path):
    seen = inspect()
    seen.open()
    page = seen.page
    keep_what_is_copied(page)
    page.click(".command-line", "forge call.created")
    assert copied(page) == f"streamctl forge call.created --to {seen.url}"
    assert page.until("document.querySelector('.toast')?.textContent") == "Command copied"
    page.click("[aria-label='Copy the address']")
    assert copied(page) == seen.url
    body = event(note="it's “quoted”")
    post(seen.url, body, webhook_id="copied-01")
    page.click(".row")
    page.until("document.querySelector('.copies')")
    page.press("c")
    curl = copied(page)
    page.click(".copies .button", "curl")
    assert copied(page) == curl
    assert subprocess.run(["sh", "-c", curl], capture_output=True, timeout=60).returncode == 0
    page.until("document.querySelector('.tries')?.textContent.startsWith('×2') && document.querySelectorAll('.tries-bar a').length === 2")  # The same id, the same bytes.
    page.click(".copies .button", "JSON")
    assert copied(page).encode() == body
    page.click(".copies .button", "streamctl")
    assert copied(page).startswith("streamctl ")
    page.press("3")
    page.until("document.querySelector('.headers')")
    page.click(".copies .button", "link")
    link = copied(page)
    assert link == seen.ui.split("#")[0] + "#/d/copied-01/delivery"
    page.press(ESCAPE)
    page.until("location.hash === '#/'")
    page.open(link)
    page.until("document.querySelector('.headers')?.innerText.includes('copied-01')")


def test_a_link_names_a_delivery_without_an_id(inspect):
    seen = inspect()
    for number in range(2):
        post(seen.url, event(number=number))
    seen.open()
    page = seen.page
    keep_what_is_copied(page)
    seen.rows(2)
    page.click(".row[aria-posinset='2']")
    page.until("location.hash === '#/d/1' && document.querySelector('.tree')?.innerText.includes('0')")
    page.click(".copies .button", "link")
    link = copied(page)
    assert link.split("#/d/")[1].startswith("20")  # The time at which it came: a number would mean another one after a restart.
    page.open("about:blank")
    page.open(link)
    page.until("document.querySelector('.view-title h1')?.textContent && document.querySelector('.tree')?.innerText.includes('number')")
    assert page("const {fetchDelivery} = await import('./deliveries.js'); return (await fetchDelivery(decodeURIComponent(location.hash.slice(4)))).seq") == 1


def test_what_is_unfolded_stays_when_another_attempt_comes(inspect):
    seen = inspect("listen", "--respond", "503,200")
    seen.open()
    page = seen.page
    body = event("call.ended", custom={"deep": {"er": 1}}, call={"cid": "default:standup", "custom": {"topic": "unfolded"}})
    post(seen.url, body, webhook_id="again-0001")
    page.click(".row")
    page.click(".tree-fold", "call")
    page.until("document.querySelector('.tree').innerText.includes('unfolded')")
    page.click("[role=tab]", "Event")
    post(seen.url, body, webhook_id="again-0001", attempt=2)
    page.until("document.querySelectorAll('.tries-bar a').length === 2")
    assert "unfolded" in page("return document.querySelector('.tree').innerText")
    assert page("return document.activeElement.id") == "tab-event"


def test_replay_of_all_that_a_search_found(inspect, peer):
    seen = inspect()
    for number in range(6):
        post(seen.url, event("call.ended" if number % 2 else "call.created", number=number), webhook_id=f"found-{number:03}")
    seen.open()
    page = seen.page
    page.press("/type:call.ended")
    seen.rows(3)
    page.click(".list-head .button", "Replay these")
    page.until("document.querySelector('h1:not(.offscreen)')?.textContent === 'Replay 3 deliveries'")
    target = peer()
    seen.write("Send to", target.url)
    page.click(".button.first", "Send 3")
    page.until("document.querySelector('.outcome.fine')?.textContent.startsWith('3 of 3 deliveries delivered')")
    assert [json.loads(sent)["number"] for _, sent in target.requests] == [1, 3, 5]
    page.click(".list-head .button", "Clear")
    seen.rows(6)


def test_enter_opens_what_is_folded_and_leaves_the_form(inspect):
    seen = inspect()
    post(seen.url, event(), webhook_id="active-01")
    seen.open()
    page = seen.page
    page.click(".row")
    page.until("document.querySelector('.tree')")
    seen.go("forge/call.ring")
    page.until("document.querySelector('.forge-content summary')")
    page("document.querySelector('.forge-content summary').focus()")
    page.press("\ue007")
    page.until("document.querySelector('.forge-content details').open")
    assert page("return location.hash") == "#/forge/call.ring"


@pytest.mark.parametrize("width", [1440, 400])
def test_the_keyboard_goes_into_a_view_and_back(inspect, width):
    seen = inspect(width=width)
    post(seen.url, event(), webhook_id="walked-01")
    seen.open()
    page = seen.page
    seen.rows(1)
    page.press("jf")
    page.until("document.querySelector('#view form')")
    page.press(TAB)
    assert page("return document.activeElement !== document.querySelector('#view') && document.querySelector('#view').contains(document.activeElement)")
    page.press(ESCAPE + ESCAPE)  # Out of a field, then out of the view.
    page.until("location.hash === '#/'")
    page("document.querySelector('.list-box').focus()")
    page.press("\ue007")
    page.until("document.querySelector('.tree')")
    assert page("return document.activeElement.id || document.activeElement.className") == ("view" if width < 900 else "list-box")
    page.press(ESCAPE)
    page.until("document.activeElement === document.querySelector('.list-box')")
