"""A streamctl with --ui, and a headless Chromium at its page."""
import contextlib
import json

import browser


class Inspected:
    def __init__(self, running, page, serves):
        """`serves`: whether it receives deliveries itself, at `url`."""
        self.running, self.page = running, page
        self.url = self.ui = None
        while self.ui is None or (serves and self.url is None):
            line = json.loads(running.out.next())
            if line["kind"] == "ui":
                self.ui = line["url"]
            elif line["kind"] == "listening":
                self.url = line["url"]

    def open(self):
        self.page.open(self.ui)
        self.page.until("document.querySelector('.brand .command')?.textContent && import('/store.js').then(({store}) => store.connected)")

    def go(self, place):
        self.page(f"location.hash = {json.dumps('#/' + place)}")

    def rows(self, number):
        """The texts of the rows, once there are so many."""
        return self.page.until(f"(() => {{ const rows = [...document.querySelectorAll('.row')]; return rows.length === {number} && rows.map((row) => row.innerText.replaceAll('\\n', ' ')); }})()")

    def field(self, label):
        """A selector of the field with that label."""
        return "#" + self.page.until(f"[...document.querySelectorAll('label')].find((one) => one.checkVisibility() && one.textContent === {json.dumps(label)})?.htmlFor")

    def write(self, label, text):
        """Types over what the field contains."""
        self.page.click(self.field(label))
        self.page("document.activeElement.select()")
        self.page.press(text)


@contextlib.contextmanager
def inspecting(streamctl, folder):
    """A function that starts streamctl with its arguments and --ui, and a browser."""
    with contextlib.ExitStack() as stack:
        def start(*arguments, width=1440, height=900, scheme="light"):
            number = len(list(folder.glob("page*")))
            page = stack.enter_context(contextlib.closing(browser.Page(folder / f"page{number}")))
            page.shape(width, height, scheme)
            command, *rest = arguments or ("listen",)
            serves = command in ("listen", "emulator")
            port = ("--port", "0") if serves else ()
            return Inspected(streamctl.start(command, *rest, *port, "--ui", "--ui-port", "0", "-o", "json"), page, serves)
        yield start
