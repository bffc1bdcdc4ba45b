// Certificates and signatures made by the openssl command, independently of our code.
#pragma once

namespace streamctl::testing {

/// RSA, 2048 bits, valid through 2019.
inline constexpr const char* rsa_certificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIICrDCCAZQCAQEwDQYJKoZIhvcNAQELBQAwHDEaMBgGA1UEAwwRc25zLmFtYXpv\n"
    "bmF3cy5jb20wHhcNMTkwMTAxMDAwMDAwWhcNMjAwMTAxMDAwMDAwWjAcMRowGAYD\n"
    "VQQDDBFzbnMuYW1hem9uYXdzLmNvbTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC\n"
    "AQoCggEBAKBFfcknfXZphyS5OcqXa28A2VYAm6ykFBfUW2fh5JxdR1nFLYOebd4h\n"
    "y4XNzb/YGvOZxdSkXKWcReAeF0EZerr9dtjO1PSQOD3IQDrtD3Al7P6kwS7i7JPC\n"
    "AOKlk0I/0LVvr5PkJj8PMC3y94MMFk2coGgjERCz0yN+A+uDxEsm/DbwkILrYsmj\n"
    "3TMyRl8PEVBuN4O5MD0w5DsPB4sRDD+DSDYlkZgm3LTeWiZGP4A033iV82vmby4J\n"
    "Uvw+ZnIEefwdJOOMBkUw1PITFHnhgISaeNDDI0de7yks3guzOLUYo39XcOcFx0P0\n"
    "xHEVCtbGfNIe+feAp6G9WUzHszBO27cCAwEAATANBgkqhkiG9w0BAQsFAAOCAQEA\n"
    "j2EYQbmMAKV95fa1vabt9RmMJVadlFp2lEoDODrcIQ1pvCWIs4E+kVeXVnGAhjZ7\n"
    "fKVGRrFSQzwUjtCIUP2dPx0KkiPIie9FK07OsoV3Ec3fsHtXPNakqszlicsTchYF\n"
    "BTpOF12bJBZj3bUVIjlYWQZX9PSTgFHIWhhsLwWIrFOC0clZPv8BxXR7RZPP+a/M\n"
    "G2U0OSLJ8UMOn2pXdT4XFxRchozvHUdJULTDVrrDVinAyeVLvfHSLWc4KVt5Nute\n"
    "f0h0Ger6VbwsfQJG6+gx7Hyh50XPiI/xJEPddnKQ3TkMZfadugnSzebjYA2CXxbJ\n"
    "/JSel9DA0fomCNUKYN4OSg==\n"
    "-----END CERTIFICATE-----\n";

/// P-256.
inline constexpr const char* ec_certificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBcDCCARWgAwIBAgIUeDqm+QW6Py+B0OIoibtVUuBljbkwCgYIKoZIzj0EAwIw\n"
    "DTELMAkGA1UEAwwCZWMwHhcNMjYxMTI1MDkzNjE1WhcNMjYxMjI1MDkzNjE1WjAN\n"
    "MQswCQYDVQQDDAJlYzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOQ6bA5Q4ojI\n"
    "wGh/W5XDK6g4DlyPR7gbhPCPw1FfabX2+nAS6oGY3v5B2EzYeUsurecsd1SIpt/s\n"
    "6/P0CXuNjA6jUzBRMB0GA1UdDgQWBBRFYCCpcP9PofUk1Ku1DiUV0PwbsDAfBgNV\n"
    "HSMEGDAWgBRFYCCpcP9PofUk1Ku1DiUV0PwbsDAPBgNVHRMBAf8EBTADAQH/MAoG\n"
    "CCqGSM49BAMCA0kAMEYCIQCHF6QBb/WKCJSG+eKZ9nB5wyzd3jjPDyHMk2c7mpEf\n"
    "WAIhAPa0Pxt8f2xNIlYIifKz3MIQkJDi5BPzpaf0Ito3B1kv\n"
    "-----END CERTIFICATE-----\n";

/// RSA, 1024 bits.
inline constexpr const char* weak_certificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIB+jCCAWOgAwIBAgIUAg4nvCPlBpDu2NySO07J/AZlH1kwDQYJKoZIhvcNAQEL\n"
    "BQAwDzENMAsGA1UEAwwEd2VhazAeFw0yNjExMjUwOTM2MTVaFw0yNjEyMjUwOTM2\n"
    "MTVaMA8xDTALBgNVBAMMBHdlYWswgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB\n"
    "AMSzpCWQipFNfRWaVwN1rQQRyQZ8YxVhK3vLhLGcr8Ja+hjsKgxTzXbtqH/YwfQN\n"
    "WSp+BrfND3V4Om/ANvEHtv4pazmssl5iY9pe5lKe5qREtT8NP3l23yrjiAXltbdq\n"
    "GSYn+/mYtxRGXJt3VEfFb0uQjB8XbDj567HRSp07bKJxAgMBAAGjUzBRMB0GA1Ud\n"
    "DgQWBBRNgMUma8MFtQ9ONKK8REiL9aBVHTAfBgNVHSMEGDAWgBRNgMUma8MFtQ9O\n"
    "NKK8REiL9aBVHTAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4GBAK9S\n"
    "MqpIHEvcg1GsgMp+vrZDqqH4QiKV93NaX0stDkNEm/vMkC/ynNbmoskmfqI+j/gR\n"
    "WduINo5aZHUT6JHX8x+Q1BOlUmFAAB1eppma8TtNdvRbApX2ylS4PzzDE1YAGz84\n"
    "0Jt8wsJZbu1F45oWm7YVlDNW+7j1f9mtJL+7oVQ4\n"
    "-----END CERTIFICATE-----\n";

/// The example of a notification in the Amazon SNS Developer Guide, "Verifying the signatures of
/// Amazon SNS messages".
inline constexpr const char* signed_text =
    "Message\nMy Test Message\nMessageId\n4d4dc071-ddbf-465d-bba8-08f81c89da64\nSubject\nMy "
    "subject\n"
    "Timestamp\n2019-01-31T04:37:04.321Z\nTopicArn\n"
    "arn:aws:sns:us-east-2:123456789012:s4-MySNSTopic-1G1WEFCOXTC0P\nType\nNotification\n";

/// Its signatures with the key of `rsa_certificate`, in base64: openssl dgst -sha1 -sign.
inline constexpr const char* sha1_signature =
    "J5YhWXb1qjmlx3Cyj8wZwaO2MPCptdWLtPsGFnr2RnnOyhMmgDsj+7iWIlJ3Q7s5NkG1ufXask5O"
    "GPb75QUyRv8X4NevjI6r12iV8felhRkhArxV8fnDqKPQPiOft03TKB86tzRHHc4F0gNNLefsuvKd"
    "kUl6cGwjT6NSUygPUdUqMdWaF+WAQ/1qC8X5zkpv4tNSenHaxpLsRGdtEIdWv28mqwi5vSU1B6+P"
    "71ZDsgey0t+dqXoyuo7YekfThdNwm5LGGGPTbgapRopZTqsL5c/E3ZnwtWHZq/1c8jEhKRHH9sLG"
    "lut5rLFdIj5fYx4Lo/jfCJZ4l55+xSq2Dx+g2Q==";
inline constexpr const char* sha256_signature =
    "TEWwXSCWY8QqZiJivffdMdu5CGcQ+CQiAUGNcaQv9fUU+clmtAUvopnK22qvkDlkQfbhrn53MpJs"
    "kj1N7KA7tO3XFCXRZ3kLzs6aBntoe7eEBOKFEm9jz1cXJC9rWa4NS02S+caa4A38a7AtdAB8Nuxi"
    "2B+qoKediOpzCx7niM+ZcZdtPj8UF4pxGKQ+owTJ98BJFrDJD3CPMSeKXN06+afYXNzzcIzpIGyT"
    "8Hc/tGZ+c7Qyo/f92+cC5ZLMk5GIbpo8+Q6MIXMwp20CkbuJO4O0OORYdh1+IjOTfpflAmKwMa//"
    "yV6m9EHKe9Nv3x/aesA0TqC3VWExFx8lcbeuCw==";

}  // namespace streamctl::testing
