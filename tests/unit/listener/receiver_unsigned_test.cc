#include "listener/receiver_bench.h"
#include "webhook/queue_body.h"

namespace streamctl::listener {
namespace {

QueueMessage message_of(const std::string& body, int received = 1) {
  return {"m-1", received, body, "http://q/1/events"};
}

TEST(ReceiverQueue, TakesAMessageForAnUnsignedDelivery) {
  Bench bench;
  const auto peer = bench.take(message_of(created));
  EXPECT_EQ(peer->fate, "200");
  ASSERT_EQ(bench.seen.size(), 1U);
  const capture::Record& record = bench.seen[0].record;
  EXPECT_EQ(record.transport, capture::Transport::sqs);
  EXPECT_FALSE(record.verified);
  EXPECT_EQ(record.webhook_id, "m-1");
  EXPECT_EQ(record.type, "call.created");
  EXPECT_EQ(record.call_cid, "default:a");
  EXPECT_EQ(record.remote, "http://q/1/events");
  EXPECT_EQ(record.body, created);
  EXPECT_TRUE(record.headers.empty());
  EXPECT_EQ(bench.regards[0], (Regard{.shown = true, .counts = true}));
}

TEST(ReceiverQueue, ForwardsItSignedAndAnswersAsTheTarget) {
  Bench bench({.api_key = "key"}, nullptr, true);
  const auto form = webhook::encode_queue_body(created, webhook::QueueForm::base64_gzip);
  const auto peer = bench.take(message_of(form, 2));
  ASSERT_EQ(bench.jobs.size(), 1U);
  const ForwardJob& job = bench.jobs[0];
  EXPECT_EQ(*job.body, created);
  EXPECT_EQ(*job.headers.find("X-Signature"), webhook::Signer(secret).sign(created));
  EXPECT_EQ(*job.headers.find("X-Webhook-Id"), "m-1");
  EXPECT_EQ(*job.headers.find("X-Webhook-Attempt"), "2");
  EXPECT_EQ(*job.headers.find("X-Api-Key"), "key");
  EXPECT_EQ(peer->fate, "open");
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = 503;
  (*bench).forwarded(job.id, 0, std::move(outcome));
  EXPECT_EQ(peer->fate, "503");
}

TEST(ReceiverQueue, RefusesPoison) {
  Bench bench;
  for (const char* body : {"", "not json", "[1]", R"({"Message":7)"})
    EXPECT_EQ(bench.take(message_of(body))->fate, "400") << body;
  EXPECT_EQ(bench.seen[0].fault, webhook::Fault::not_an_event);
  EXPECT_EQ(bench.seen[0].note, "it looks like an empty message");
  EXPECT_EQ(bench.seen[1].note, "it looks like text that is no JSON");
  bench.take(message_of("H4sIAAAAAAAA/1hYWFhYWA=="));
  EXPECT_EQ(bench.seen.back().note, "gzip decompression failed");
}

TEST(ReceiverQueue, RefusesWhatHasNoType) {
  Bench bench;
  const std::string test_event = R"({"Event":"s3:TestEvent"})";
  const std::string base64 = webhook::encode_queue_body("{}", webhook::QueueForm::base64);
  const std::string notification = R"({"Type":"Notification","Message":"{\"Records\":[]}"})";
  for (const std::string& body : {test_event, base64, std::string(R"({"type":7})"), notification})
    EXPECT_EQ(bench.take(message_of(body))->fate, "400") << body;
  EXPECT_EQ(bench.seen[0].fault, webhook::Fault::foreign_message);
  EXPECT_EQ(bench.seen[0].note, "it looks like a test message of Amazon S3");
  EXPECT_EQ(bench.seen[0].record.body, test_event);
  EXPECT_FALSE(bench.regards[0].counts);
}

TEST(ReceiverQueue, RefusesTypesThatAreNoneOfStreams) {
  Bench bench;
  for (const char* body : {R"({"type":"  "})", R"({"type":"object","properties":{}})",
                           R"({"type":"AWS::S3::Test","Event":"s3:TestEvent"})",
                           R"({"object":"event","type":"invoice.paid"})"})
    EXPECT_EQ(bench.take(message_of(body))->fate, "400") << body;
  EXPECT_EQ(bench.seen.back().fault, webhook::Fault::foreign_message);
  EXPECT_EQ(bench.seen.back().note, "it looks like JSON whose type is none of Stream's");
  const char* const chat = R"({"type":"message.new","created_at":"2026-11-27T00:00:00Z"})";
  EXPECT_EQ(bench.take(message_of(chat))->fate, "200");
}

TEST(ReceiverQueue, MarksWhatComesAgain) {
  Bench bench({.plan = plan_of("503,200")});
  EXPECT_EQ(bench.take(message_of(created))->fate, "503");
  EXPECT_EQ(bench.take(message_of(created, 2))->fate, "200");
  EXPECT_EQ(bench.take(message_of(created, 3))->fate, "200");
  EXPECT_TRUE(bench.seen[1].retry);
  EXPECT_EQ(bench.seen[1].record.attempt, 2);
  EXPECT_EQ(bench.seen[2].record.attempt, 3);
}

TEST(ReceiverQueue, HidesRepeatsOfWhatWasTakenUnderDedupe) {
  Bench bench({.dedupe = true});
  bench.take(message_of(created));
  EXPECT_EQ(bench.take(message_of(created, 2))->fate, "200");
  EXPECT_TRUE(bench.seen[1].duplicate);
  EXPECT_FALSE(bench.regards[1].shown);
}

TEST(ReceiverQueue, IsStoredBeforeItIsDone) {
  const TempDirectory directory;
  auto writer = Writer::open(directory.path("c.jsonl"), Durability::process);
  ASSERT_TRUE(writer);
  Bench bench({}, &*writer);
  const auto peer = bench.take(message_of(created));
  EXPECT_EQ(peer->fate, "open");
  (*bench).turn_end();
  EXPECT_EQ(peer->fate, "200");
  EXPECT_THAT(directory.read("c.jsonl"), HasSubstr(R"("transport":"sqs","verified":false)"));
}

sns::Post post_of(const std::string& body) {
  sns::Post post;
  post.request.method = "POST";
  post.request.target = "/hook";
  post.request.remote = "192.0.2.1:5";
  post.request.headers = {{"x-amz-sns-message-type", "Notification"}, {"X-Signature", "theirs"}};
  post.request.body = "{\"Type\":\"Notification\"}";
  post.id = "m-1";
  post.text = body;
  post.verified = true;
  return post;
}

TEST(ReceiverPosted, IsAWebhookThatSomebodyElseVouchesFor) {
  Bench bench({}, nullptr, true);
  const auto form = webhook::encode_queue_body(created, webhook::QueueForm::base64);
  const auto peer = bench.take(post_of(form));
  ASSERT_EQ(bench.jobs.size(), 1U);
  const ForwardJob& job = bench.jobs[0];
  EXPECT_EQ(*job.body, created);
  EXPECT_EQ(*job.headers.find("X-Signature"), webhook::Signer(secret).sign(created));
  EXPECT_EQ(*job.headers.find("X-Webhook-Id"), "m-1");
  EXPECT_EQ(job.headers.find("x-amz-sns-message-type"), nullptr);
  net::HttpOutcome outcome;
  outcome.kind = net::HttpOutcome::Kind::answered;
  outcome.status = 200;
  (*bench).forwarded(job.id, 0, std::move(outcome));
  EXPECT_EQ(peer->fate, "200");
  ASSERT_EQ(bench.seen.size(), 1U);
  const capture::Record& record = bench.seen[0].record;
  EXPECT_EQ(record.transport, capture::Transport::webhook);
  EXPECT_TRUE(record.verified);
  EXPECT_EQ(record.webhook_id, "m-1");
  EXPECT_EQ(record.type, "call.created");
  EXPECT_EQ(record.remote, "192.0.2.1:5");
  EXPECT_EQ(record.body, created);
  EXPECT_EQ(record.headers.size(), 2U);
}

TEST(ReceiverPosted, CountsItsAttemptsAndMarksWhatComesAgain) {
  Bench bench({.dedupe = true});
  bench.take(post_of(created));
  EXPECT_EQ(bench.take(post_of(created))->fate, "200");
  EXPECT_EQ(bench.seen[1].record.attempt, 2);
  EXPECT_TRUE(bench.seen[1].duplicate);
  EXPECT_FALSE(bench.regards[1].shown);
}

TEST(ReceiverPosted, IsRefusedForTheFaultThatWasFound) {
  Bench bench({}, nullptr, true);
  for (const auto& [fault, status] : {std::pair{webhook::Fault::foreign_topic, "403"},
                                      {webhook::Fault::not_from_sns, "401"},
                                      {webhook::Fault::no_sns_certificate, "503"}}) {
    sns::Post post = post_of(created);
    post.fault = fault;
    post.note = "why";
    const auto peer = bench.take(std::move(post));
    EXPECT_EQ(peer->fate, status);
    EXPECT_THAT(peer->answered.body, HasSubstr("(why)"));
    EXPECT_EQ(bench.seen.back().fault, fault);
    EXPECT_EQ(bench.seen.back().record.body, "{\"Type\":\"Notification\"}");
  }
  EXPECT_EQ(bench.take(post_of("no event"))->fate, "400");
  EXPECT_TRUE(bench.jobs.empty());
}

net::Request sns_request(const std::string& type, const std::string& members = "") {
  net::Request request = request_of("");
  request.headers = {{"x-amz-sns-message-type", type}};
  request.body = R"({"Type":")" + type +
                 R"(","MessageId":"m-1","TopicArn":"arn:aws:sns:eu-west-1:1:calls",)"
                 R"("Timestamp":"2026-11-27T00:00:00Z","Message":"{\"type\":\"call.created\"}")" +
                 members + "}";
  return request;
}

TEST(ReceiverSns, TakesAPostOfSnsForOneThoughItHasNoSignatureOfStreams) {
  ReceiverOptions options;
  options.sns.verifies = false;
  options.sns.topics = {"arn:aws:sns:*:calls"};
  Bench bench(std::move(options));
  EXPECT_EQ(bench.send(sns_request("Notification"))->fate, "200");
  EXPECT_EQ(bench.seen.at(0).record.webhook_id, "m-1");
  EXPECT_EQ(bench.seen.at(0).record.type, "call.created");
  net::Request wrong = sns_request("Notification");
  wrong.method = "PUT";
  EXPECT_EQ(bench.send(std::move(wrong))->fate, "405");
  EXPECT_EQ(bench.send(request_of(created))->fate, "200") << "a webhook comes in beside it";
}

TEST(ReceiverSns, RefusesATopicThatIsNotNamed) {
  Bench bench;
  const auto peer = bench.send(sns_request("Notification"));
  EXPECT_EQ(peer->fate, "403");
  EXPECT_EQ(bench.seen.at(0).fault, webhook::Fault::foreign_topic);
  EXPECT_EQ(bench.regards.at(0), (Regard{.shown = true, .counts = false}));
}

TEST(ReceiverSns, ShowsASubscriptionThatAsksToBeConfirmed) {
  ReceiverOptions options;
  options.sns.verifies = false;
  Bench bench(std::move(options));
  const std::string url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription";
  const auto peer = bench.send(
      sns_request("SubscriptionConfirmation", R"(,"Token":"t","SubscribeURL":")" + url + "\""));
  EXPECT_EQ(peer->fate, "200");
  ASSERT_EQ(bench.confirmations.size(), 1U);
  EXPECT_EQ(bench.confirmations[0].message.subscribe_url, url);
  EXPECT_FALSE(bench.confirmations[0].confirmed);
  EXPECT_TRUE(bench.seen.empty());
}

}  // namespace
}  // namespace streamctl::listener
