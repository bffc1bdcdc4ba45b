"""Prints the mutation matrix of `streamctl check`: each flawed handler against every check. matrix.py STREAMCTL

A row is a handler, a column a check; "." passed, "w" warned, "F" failed, "-" skipped.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SECRET = "matrix-secret"
LETTERS = {"pass": ".", "warn": "w", "fail": "F", "skip": "-"}
flaws = [""] + re.findall(r'FLAW == "([a-z-]+)"', (HERE / "handler.py").read_text())
environment = {**os.environ, "STREAM_API_SECRET": SECRET, "STREAM_API_KEY": "key"}
names = [json.loads(line)["name"] for line in
         subprocess.run([sys.argv[1], "check", "--list", "-o", "json"], capture_output=True, text=True, env=environment).stdout.splitlines()]
for number, name in enumerate(names):
    print(" " * 18 + "| " * number + name)
for flaw in dict.fromkeys(flaws):
    handler = subprocess.Popen(["/usr/bin/python3", str(HERE / "handler.py"), SECRET, flaw], stdout=subprocess.PIPE, text=True)
    try:
        done = subprocess.run([sys.argv[1], "check", handler.stdout.readline().strip(), "-o", "json"], capture_output=True, text=True, env=environment)
        found = {line["name"]: line["status"] for line in map(json.loads, done.stdout.splitlines()) if line["kind"] == "check"}
        print(f"{flaw or 'honest':18}" + " ".join(LETTERS[found[name]] for name in names), flush=True)
    finally:
        handler.kill()
        handler.wait()
