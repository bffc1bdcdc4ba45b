"""Verifies AWS Signature Version 4 of received requests with Python's hmac."""
import hashlib
import hmac
import re
import urllib.parse

ALGORITHM = "AWS4-HMAC-SHA256"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def canonical_query(query):
    pairs = sorted((urllib.parse.quote(name, safe="-_.~"), urllib.parse.quote(value, safe="-_.~"))
                   for name, value in urllib.parse.parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{name}={value}" for name, value in pairs)


def signature(secret, method, target, headers, body, signed, scope):
    """`headers`: lower-case names; `signed`: the names that are signed; `scope`: DATE/REGION/SERVICE/aws4_request."""
    path, _, query = target.partition("?")
    fields = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in signed)
    request = "\n".join([method, path, canonical_query(query), fields, ";".join(signed), digest(body)])
    text = "\n".join([ALGORITHM, headers["x-amz-date"], scope, digest(request.encode())])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = mac(key, part)
    return mac(key, text).hex()


def flaw(secret, region, service, method, target, headers, body):
    """The fault of a signed request, or None. `headers`: as received, with lower-case names."""
    said = re.fullmatch(rf"{ALGORITHM} Credential=([^/]+)/(\d{{8}}/[^/]+/[^/]+/aws4_request), ?SignedHeaders=([a-z0-9;-]+), ?"
                        r"Signature=([0-9a-f]{64})", headers.get("authorization", ""))
    if not said:
        return "Authorization is not of the form"
    scope, signed = said[2], said[3].split(";")
    if scope.split("/")[1:3] != [region, service] or not headers["x-amz-date"].startswith(scope[:8]):
        return f"the scope is {scope}"
    if signed != sorted(signed) or "host" not in signed or any(name not in headers for name in signed):
        return f"the signed fields are {signed}"
    if any(name.startswith("x-amz-") and name not in signed for name in headers):
        return "a field of AWS's is not signed"
    if not hmac.compare_digest(said[4], signature(secret, method, target, headers, body, signed, scope)):
        return "the signature is wrong"
    return None
