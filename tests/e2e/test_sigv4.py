"""The checker of signatures against what AWS published: its Signature Version 4 test suite, and the example of its documentation."""
import pytest
from sigv4 import ALGORITHM, flaw

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = ("AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/"
         "qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7Z"
         "D0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==")
VECTORS = [  # name, method, target, further fields, body, service, host, signature
    ("get-vanilla", "GET", "/", {}, b"", "service", "example.amazonaws.com",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    ("get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1", {}, b"", "service", "example.amazonaws.com",
     "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    ("post-vanilla", "POST", "/", {}, b"", "service", "example.amazonaws.com",
     "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ("post-header-key-sort", "POST", "/", {"my-header1": "value1"}, b"", "service", "example.amazonaws.com",
     "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
    ("post-x-www-form-urlencoded", "POST", "/", {"content-type": "application/x-www-form-urlencoded"}, b"Param1=value1", "service",
     "example.amazonaws.com", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    ("post-sts-header-before", "POST", "/", {"x-amz-security-token": TOKEN}, b"", "service", "example.amazonaws.com",
     "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"),
    ("list-users", "GET", "/?Action=ListUsers&Version=2010-05-08", {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}, b"",
     "iam", "iam.amazonaws.com", "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
]


def signed(fields, service, host, signature):
    headers = {"host": host, "x-amz-date": "20150830T123600Z", **fields}
    headers["authorization"] = (f"{ALGORITHM} Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, "
                                f"SignedHeaders={';'.join(sorted(headers))}, Signature={signature}")
    return headers


@pytest.mark.parametrize("name, method, target, fields, body, service, host, signature", VECTORS, ids=[vector[0] for vector in VECTORS])
def test_the_checker_holds_against_published_vectors(name, method, target, fields, body, service, host, signature):
    headers = signed(fields, service, host, signature)
    assert flaw(SECRET, "us-east-1", service, method, target, headers, body) is None
    assert flaw(SECRET, "us-east-1", service, method, target, headers, body + b" ") == "the signature is wrong"
    assert flaw(SECRET + "x", "us-east-1", service, method, target, headers, body) == "the signature is wrong"
    assert "scope" in flaw(SECRET, "us-east-2", service, method, target, headers, body)
    assert "not signed" in flaw(SECRET, "us-east-1", service, method, target, {**headers, "x-amz-target": "x"}, body)
