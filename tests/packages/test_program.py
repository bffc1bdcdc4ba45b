"""The portable program: what it needs, how it is hardened, and that it finds the certificates of each distribution."""
import json
import re
import shutil
import subprocess
import tarfile

import pytest
from conftest import EVENT, RUNNERS, one


def unpacked(architecture, folder):
    with tarfile.open(one(f"streamctl-*-linux-{architecture}.tar.gz")) as archive:
        archive.extractall(folder)
    return next(folder.glob("*/bin/streamctl"))


@pytest.fixture(scope="module", params=RUNNERS)
def architecture(request):
    return request.param


@pytest.fixture(scope="module")
def program(architecture, tmp_path_factory):
    return unpacked(architecture, tmp_path_factory.mktemp("archive"))


def readelf(program, *options):
    return subprocess.run(["readelf", "-W", *options, program], capture_output=True, text=True, check=True).stdout


def test_it_is_for_the_architecture_of_its_name(program, architecture):
    assert {"x64": "X86-64", "arm64": "AArch64"}[architecture] in readelf(program, "-h")


def test_it_needs_only_libc_and_libm_of_debian_12(program):
    needed = set(re.findall(r"NEEDED.*\[(.*)\]", readelf(program, "-d")))
    assert needed <= {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
    versions = re.findall(r"GLIBC_2\.(\d+)", readelf(program, "-V"))
    assert versions and max(map(int, versions)) <= 36
    assert program.stat().st_size < 15 * 1024 * 1024


def test_it_is_hardened(program):
    assert re.search(r"Type:\s+DYN \(Position-Independent Executable", readelf(program, "-h"))
    dynamic, segments = readelf(program, "-d"), readelf(program, "-l")
    assert "BIND_NOW" in dynamic and "NOW" in dynamic and "RUNPATH" not in dynamic and "RPATH" not in dynamic
    assert "GNU_RELRO" in segments and re.search(r"GNU_STACK .* RW +0x", segments)
    symbols = readelf(program, "--dyn-syms")
    assert "__stack_chk_fail" in symbols and re.search(r"__\w+_chk@GLIBC", symbols)


def test_it_names_no_folder_of_the_machine_that_built_it(program):
    text = program.read_bytes()
    assert b"build/libraries" not in text and b"/cli/commands/" not in text


def test_it_says_what_is_inside(program, architecture):
    runner = RUNNERS[architecture]
    if runner and shutil.which(runner[0]) is None:
        pytest.skip(f"needs {runner[0]}")
    done = subprocess.run([*runner, program, "version", "--verbose", "-o", "json"], capture_output=True, text=True, check=True)
    inside = {library["name"]: library["version"] for library in json.loads(done.stdout)["libraries"]}
    assert {"Boost", "cpp-httplib", "curl", "jq", "Oniguruma", "OpenSSL", "simdjson", "SQLite", "utf8proc", "zlib", "libstdc++"} <= set(inside)
    notice = (program.parents[1] / "NOTICE").read_text()
    for name, version in inside.items():
        assert f"==== {name} {version} ====" in notice
    assert len(re.findall(r"(?i)copyright", notice)) > 2 * len(inside)


BUNDLES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
           "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"]


def test_it_finds_the_certificates_of_each_distribution(system, tmp_path_factory):
    """An https server of this machine, whose certificate only the bundle makes trusted; doctor names it, forge reaches it."""
    program = unpacked("x64", tmp_path_factory.mktemp("archive"))
    made = tmp_path_factory.mktemp("certificate")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"], cwd=made, check=True, capture_output=True)
    for name in ("key.pem", "cert.pem"):
        (system.changes / name).write_bytes((made / name).read_bytes())
    tool = system.changes / "usr/local/bin/streamctl"
    tool.parent.mkdir(parents=True, exist_ok=True)
    tool.write_bytes(program.read_bytes())
    tool.chmod(0o755)
    assert "none to trust" in system("streamctl", "doctor", "--api-key", "k", code=1)
    listen = ["streamctl", *EVENT[:EVENT.index("--")], "--tls-cert", "/cert.pem", "--tls-key", "/key.pem", "--"]
    forge = "streamctl forge custom --no-retry --to https://127.0.0.1:${STREAMCTL_WEBHOOK_URL##*:}"
    assert "certificate" in system(*listen, "sh", "-c", forge, code=1)
    for bundle in BUNDLES:
        place = system.changes / bundle[1:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((made / "cert.pem").read_bytes())
        assert f"1 in {bundle}" in system("streamctl", "doctor", "--api-key", "k", code=1)
        assert '"type":"custom"' in system(*listen, "sh", "-c", forge)
        place.unlink()
