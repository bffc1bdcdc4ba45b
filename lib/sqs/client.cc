#include "sqs/client.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json_string.h"
#include "core/text.h"

namespace streamctl::sqs {
namespace {

/// Ten messages of the largest size, as JSON.
constexpr std::size_t answer_bytes_max = 32 * 1024 * 1024;
constexpr const char* media_type = "application/x-amz-json-1.0";
constexpr const char* api = "AmazonSQS.";  // API version 2012-11-05, the only one.

struct Flight {
  Operation operation;
  Client::Done done;
  aws::Credentials credentials;
  bool renewed = false;  ///< Sent again, with newer credentials.
};

}  // namespace

net::HttpRequest http_request(const Client::Options& options, const Operation& operation,
                              const aws::Credentials& credentials) {
  std::string body = R"({"QueueUrl":)";
  append_json_value_string(options.place.queue.url, body);
  body.append(",").append(operation.body, 1);
  net::HttpRequest request;
  request.url = options.place.endpoint;
  request.headers = {{"Content-Type", media_type}, {"X-Amz-Target", api + operation.action}};
  request.body = std::make_shared<const std::string>(std::move(body));
  request.timeout = options.timeout + operation.waits;
  request.connect_timeout = options.connect_timeout;
  request.response_bytes_max = answer_bytes_max;
  request.trust = options.trust;
  request.aws = net::AwsSigning{options.place.region, "sqs", credentials.access_key_id,
                                credentials.secret_access_key, credentials.session_token};
  return request;
}

Answer read_answer(net::HttpOutcome&& outcome) {
  Answer answer{"{}", failure_of(outcome), outcome.duration};
  if (answer.failure || (outcome.body.empty() && !outcome.body_cut)) return answer;
  const AnswerForm form = read_foreign_answer(outcome.body).form;
  if (form == AnswerForm::json) {
    answer.body = std::move(outcome.body);
    return answer;
  }
  answer.failure = Failure{Failure::Kind::unavailable, "", "the answer is not SQS's", 200, form};
  // A server of that protocol will not change.
  if (form == AnswerForm::query_xml) answer.failure->kind = Failure::Kind::refused;
  return answer;
}

struct Client::State {
  State(Options client_options, aws::CredentialSource source)
      : options(std::move(client_options)),
        credentials(std::move(source)),
        http(options.connections_max) {}

  Options options;
  aws::CredentialSource credentials;
  std::vector<std::pair<Done, Answer>>
      unsent;           ///< Failed before they were sent; poll() reports them.
  net::HttpMulti http;  ///< Last: destroyed before anything that its callbacks use.

  void post(Client& client, std::shared_ptr<Flight> flight) {
    auto found = credentials.current();
    if (!found) {
      Failure failure{Failure::Kind::credentials, "", found.error().what, 0};
      unsent.emplace_back(std::move(flight->done), Answer{"{}", std::move(failure), {}});
      return;
    }
    flight->credentials = *std::move(found);
    auto request = http_request(options, flight->operation, flight->credentials);
    std::shared_ptr<const net::HttpRequest> sent;
    if (client.exchanged) sent = std::make_shared<const net::HttpRequest>(request);
    http.start(std::move(request),
               [this, &client, sent, flight = std::move(flight)](net::HttpOutcome&& outcome) {
                 if (sent) client.exchanged(*sent, outcome);
                 answered(client, flight, read_answer(std::move(outcome)));
               });
  }

  void answered(Client& client, const std::shared_ptr<Flight>& flight, Answer&& answer) {
    const bool expired = answer.failure && answer.failure->kind == Failure::Kind::expired;
    if (expired && !flight->renewed && credentials.renew(flight->credentials)) {
      flight->renewed = true;
      return post(client, flight);
    }
    if (expired && !flight->credentials.renewable)
      answer.failure->kind = Failure::Kind::credentials;
    flight->done(std::move(answer));
  }
};

Client::Client(Options options, aws::CredentialSource credentials)
    : state_(std::make_unique<State>(std::move(options), std::move(credentials))) {}

Client::~Client() = default;

void Client::start(Operation operation, Done done) {
  state_->post(*this, std::make_shared<Flight>(
                          Flight{std::move(operation), std::move(done), aws::Credentials{}}));
}

std::size_t Client::in_flight() const {
  return state_->http.in_flight() + state_->unsent.size();
}

void Client::poll(std::chrono::nanoseconds wait) {
  if (!state_->unsent.empty()) wait = std::chrono::nanoseconds{0};
  state_->http.poll(wait);
  for (auto& [done, answer] : std::exchange(state_->unsent, {}))
    done(std::move(answer));
}

void Client::wake() {
  state_->http.wake();
}

void Client::abandon() {
  state_->unsent.clear();
  state_->http.abandon();
}

const Place& Client::place() const {
  return state_->options.place;
}

}  // namespace streamctl::sqs
