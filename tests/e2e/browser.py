"""A headless Chromium, driven over the WebDriver protocol (W3C) by Python's own HTTP client."""
import base64
import contextlib
import functools
import http.client
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading

from conftest import WATCHDOG

PROGRAMS = ("chromium", "chromedriver")


def installed():
    return all(map(shutil.which, PROGRAMS))


def start_driver():
    """chromedriver and its port. It takes a free port of IPv4 and ends if that of IPv6 is in use: then another is tried."""
    for _ in range(5):
        driver = subprocess.Popen([shutil.which("chromedriver"), "--port=0"], stdout=subprocess.PIPE, text=True)
        if line := next((line for line in driver.stdout if "successfully on port" in line), None):
            return driver, int(line.rstrip().rstrip(".").rsplit(" ", 1)[1])
        driver.wait(WATCHDOG)
    raise AssertionError("chromedriver finds no port")


class Page:
    def __init__(self, folder, *more):
        """`more`: flags of Chromium's."""
        self._driver, self._port = start_driver()
        self._folder = str(folder / "chromium")
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-background-networking", "--no-proxy-server", f"--user-data-dir={self._folder}", *more]
        capabilities = {"alwaysMatch": {"browserName": "chrome", "timeouts": {"script": 2000 * WATCHDOG}, "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": flags}}}
        self._session = self._ask("POST", "/session", {"capabilities": capabilities})["sessionId"]

    def _ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=4 * WATCHDOG)
        with contextlib.closing(connection):
            connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        assert not (isinstance(value, dict) and "error" in value), value
        return value

    def open(self, url):
        self._ask("POST", f"/session/{self._session}/url", {"url": url})

    def __call__(self, code):
        """What `code`, the body of an async function, returns in the page."""
        script = ("const done = arguments[0]; (async () => {" + code + "})()"
                  ".then((value) => done({value: value ?? null}), (error) => done({error: String(error.stack ?? error)}))")
        answer = self._ask("POST", f"/session/{self._session}/execute/async", {"script": script, "args": []})
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def cdp(self, command, **parameters):
        """A command of the Chrome DevTools Protocol."""
        return self._ask("POST", f"/session/{self._session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    @contextlib.contextmanager
    def stopped(self):
        """Meanwhile the page stands still, as one that has too much to do: it neither draws nor reads."""
        processes = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # It has ended.
                command = (process / "cmdline").read_text()
                if "--type=renderer" in command and self._folder in command:
                    processes.append(int(process.name))
        assert processes
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    def shape(self, width, height, scheme="light"):
        """The size of the window's content, and the colour scheme that the system asks for."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}])

    def until(self, condition):
        """Waits until an expression of the page is truthy; returns its value."""
        try:
            return self(f"""const end = performance.now() + {WATCHDOG * 1000};
                for (;;) {{ const value = await ({condition}); if (value) return value; if (performance.now() > end) throw new Error("still not: " + {json.dumps(condition)} + "\\n" + document.body.innerText);
                  await new Promise((then) => setTimeout(then, 20)); }}""")
        except AssertionError as error:
            raise AssertionError(error) from None

    def _act(self, *actions):
        self._ask("POST", f"/session/{self._session}/actions", {"actions": list(actions)})

    def move(self, x, y):
        """Moves the mouse there."""
        self._act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [{"type": "pointerMove", "x": round(x), "y": round(y)}]})

    def centre(self, selector, text=None):
        """Where the first visible element is that matches, and contains `text`; waits for it, and brings it into sight."""
        return self.until(f"""(() => {{ const wanted = {json.dumps(text)};
            const found = [...document.querySelectorAll({json.dumps(selector)})].find((one) => one.checkVisibility() && (wanted === null || one.textContent.includes(wanted)));
            if (!found) return null; found.scrollIntoView({{block: "nearest"}}); const box = found.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()""")

    def click(self, selector, text=None):
        """A click of the mouse on that element."""
        x, y = self.centre(selector, text)
        self._act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [
            {"type": "pointerMove", "x": round(x), "y": round(y)}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]})

    def press(self, keys):
        """Presses keys one after the other."""
        self._act({"type": "key", "id": "keyboard", "actions": [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]})

    def screenshot(self):
        """The PNG of what is seen."""
        return base64.b64decode(self._ask("GET", f"/session/{self._session}/screenshot"))

    def close(self):
        with contextlib.suppress(Exception):
            self._ask("DELETE", f"/session/{self._session}")
        self._driver.terminate()
        self._driver.wait()


@contextlib.contextmanager
def site(folder):
    """The files of `folder` on an origin of their own."""
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(pathlib.Path(folder))))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
