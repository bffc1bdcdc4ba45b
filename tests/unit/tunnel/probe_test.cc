#include "tunnel/probe.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "listener/probes.h"
#include "net/gzip.h"
#include "webhook/signature.h"

namespace streamctl::tunnel {
namespace {

using net::HttpOutcome;
using ::testing::HasSubstr;

Probe make(const char* secret = "hush") {
  delivery::Target target;
  target.url = "https://example.com/hooks";
  target.secret = Secret(secret);
  Random random(1);
  return make_probe(target, random);
}

/// The probe as a request that arrives unchanged.
net::Request arrived(const Probe& probe) {
  net::Request request;
  request.method = "POST";
  request.target = "/hooks";
  request.headers = probe.request.headers;
  request.body = *probe.request.body;
  return request;
}

HttpOutcome answered(unsigned status, std::string body = "") {
  HttpOutcome outcome;
  outcome.kind = HttpOutcome::Kind::answered;
  outcome.status = status;
  outcome.body = std::move(body);
  return outcome;
}

std::optional<ProbeFault> fault(const Probe& probe, const HttpOutcome& outcome) {
  return fault_of(probe, outcome, "http://127.0.0.1:8080/hooks");
}

/// What the listener and then the prober make of `request`.
std::optional<ProbeFault> fault_on_arrival(const Probe& probe, const net::Request& request,
                                           bool served = true) {
  listener::Probes probes;
  probes.expect(probe.id, probe.signature, probe.token);
  const net::Response response = probes.answer_to(request, served);
  return fault(probe, answered(response.status, response.body));
}

TEST(Probe, IsSignedAsAWebhook) {
  const Probe probe = make();
  const net::Headers& headers = probe.request.headers;
  EXPECT_EQ(headers.value("X-Signature"),
            webhook::Signer(Secret("hush")).sign(*probe.request.body));
  EXPECT_EQ(headers.value("X-Webhook-Id"), "streamctl.probe-" + probe.id);
  EXPECT_EQ(headers.value("X-Webhook-Attempt"), "1");
  EXPECT_EQ(make("").request.headers.find("X-Signature"), nullptr);
}

TEST(Probe, ThatArrivesUnchangedHasNoFault) {
  for (const char* secret : {"hush", ""}) {
    const Probe probe = make(secret);
    net::Request request = arrived(probe);
    EXPECT_TRUE(listener::is_probe(request));
    request.headers.add("X-Forwarded-For", "203.0.113.9");
    EXPECT_FALSE(fault_on_arrival(probe, request));
  }
}

TEST(Probe, MayBeAnsweredThroughAProxyThatCompresses) {
  const Probe probe = make();
  listener::Probes probes;
  probes.expect(probe.id, probe.signature, probe.token);
  const std::string body = probes.answer_to(arrived(probe), true).body;
  EXPECT_FALSE(fault(probe, answered(200, net::gzip(body))));
  EXPECT_TRUE(fault(probe, answered(200, net::gzip(body).substr(0, 20))));
}

TEST(Probe, SaysWhatWasChangedOnTheWay) {
  const Probe probe = make();
  const auto changed = [&](auto change) {
    net::Request request = arrived(probe);
    change(request);
    EXPECT_TRUE(listener::is_probe(request));
    const auto found = fault_on_arrival(probe, request);
    EXPECT_TRUE(found && found->is_final);
    return found ? found->why : "";
  };
  EXPECT_THAT(changed([](net::Request& one) { one.body += ' '; }),
              HasSubstr("the body is changed"));
  EXPECT_THAT(changed([](net::Request& one) { one.method = "GET"; }), HasSubstr("arrives as GET"));
  EXPECT_THAT(changed([](net::Request& one) { one.headers.set("X-Signature", "0"); }),
              HasSubstr("X-Signature is dropped or changed"));
  EXPECT_THAT(changed([](net::Request& one) { one.headers = {}; }),
              HasSubstr("X-Webhook-Id is dropped"));
  const auto elsewhere = fault_on_arrival(probe, arrived(probe), false);
  ASSERT_TRUE(elsewhere);
  EXPECT_THAT(elsewhere->why, HasSubstr("path /hooks, which is not served"));
}

TEST(Probe, OfAnotherListenerIsRefused) {
  const Probe probe = make();
  const listener::Probes none;
  const net::Response response = none.answer_to(arrived(probe), true);
  EXPECT_EQ(response.status, 421U);
  EXPECT_THAT(fault(probe, answered(421, response.body))->hint, HasSubstr("another streamctl"));
  listener::Probes probes;
  probes.expect(probe.id, probe.signature, probe.token);
  probes.forget(probe.id);
  EXPECT_EQ(probes.answer_to(arrived(probe), true).status, 421U);
}

TEST(Probe, IsNotAWebhook) {
  net::Request request;
  request.body = R"({"type":"call.created"})";
  request.headers = {{"X-Webhook-Id", "9f8b3c52"}};
  EXPECT_FALSE(listener::is_probe(request));
}

TEST(Probe, NamesWhatAnswersInstead) {
  const Probe probe = make();
  const auto why = [&](const HttpOutcome& outcome) { return fault(probe, outcome)->why; };
  EXPECT_EQ(why(answered(404)), "it answers with 404 Not Found");
  for (const char* body : {"", "ok", "[]", R"({"probe":"x","fault":null})", R"({"probe":1})"})
    EXPECT_EQ(why(answered(200, body)), "it answers with 200 OK, but not from here") << body;
  EXPECT_THAT(fault(probe, answered(502))->hint, HasSubstr("http://127.0.0.1:8080/hooks"));
  EXPECT_THAT(fault(probe, answered(403))->hint, HasSubstr("login"));
  HttpOutcome moved = answered(301);
  moved.redirect = "https://example.com/\x1b[2J";
  EXPECT_EQ(why(moved), "it answers with 301 Moved Permanently, to https://example.com/\\u001b[2J");
}

TEST(Probe, TellsAnUnknownNameFromAnUnreachableServer) {
  const Probe probe = make();
  HttpOutcome outcome;
  outcome.error = "could not resolve host example.com";
  EXPECT_TRUE(fault(probe, outcome)->is_name_unknown);
  outcome.error = "connection refused";
  EXPECT_FALSE(fault(probe, outcome)->is_name_unknown);
  EXPECT_FALSE(fault(probe, outcome)->is_final);
}

}  // namespace
}  // namespace streamctl::tunnel
