// Minimal program that empties a queue: libcurl receives ten messages and deletes them with signed
// requests over keep-alive connections. Parses only the receipts. The keys are
// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
//     bare_sqs ENDPOINT QUEUE-URL LANES
// Each lane has one request in flight. SIGINT prints the number of deleted messages on stderr.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

namespace {

volatile std::sig_atomic_t stopped = 0;

struct Lane {
  CURL* easy = nullptr;
  curl_slist* receiving = nullptr;
  curl_slist* deleting = nullptr;
  std::string request;
  std::string answer;
  bool is_delete = false;
};

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* answer) {
  static_cast<std::string*>(answer)->append(bytes, size * count);
  return size * count;
}

curl_slist* fields(const char* action) {
  curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/x-amz-json-1.0");
  list = curl_slist_append(list, "Accept: */*");
  return curl_slist_append(list, (std::string("X-Amz-Target: AmazonSQS.") + action).c_str());
}

std::size_t occurrences(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size()))
    ++count;
  return count;
}

/// The request that deletes the received messages; empty if none were received.
std::string deletion(std::string_view answer, const std::string& queue) {
  constexpr std::string_view key = "\"ReceiptHandle\":\"";
  std::string entries;
  int id = 0;
  for (auto at = answer.find(key); at != answer.npos; at = answer.find(key, at)) {
    at += key.size();
    entries += entries.empty() ? "" : ",";
    entries += "{\"Id\":\"" + std::to_string(id++) + "\",\"ReceiptHandle\":\"";
    entries.append(answer.substr(at, answer.find('"', at) - at)).append("\"}");
  }
  if (entries.empty()) return "";
  return "{\"QueueUrl\":\"" + queue + "\",\"Entries\":[" + entries + "]}";
}

void start(CURLM* multi, Lane& lane, std::string request, bool is_delete) {
  lane.request = std::move(request);
  lane.is_delete = is_delete;
  lane.answer.clear();
  curl_easy_setopt(lane.easy, CURLOPT_HTTPHEADER, is_delete ? lane.deleting : lane.receiving);
  curl_easy_setopt(lane.easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(lane.request.size()));
  curl_easy_setopt(lane.easy, CURLOPT_POSTFIELDS, lane.request.data());
  curl_multi_add_handle(multi, lane.easy);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const std::string queue = arguments[2];
  std::signal(SIGINT, [](int) { stopped = 1; });
  const std::string receive =
      "{\"AttributeNames\":[\"ApproximateReceiveCount\",\"MessageGroupId\"],"
      "\"MaxNumberOfMessages\":10,\"QueueUrl\":\"" +
      queue + "\",\"VisibilityTimeout\":30,\"WaitTimeSeconds\":20}";
  CURLM* multi = curl_multi_init();
  std::vector<Lane> lanes(static_cast<std::size_t>(std::atoi(arguments[3])));
  for (Lane& lane : lanes) {
    lane.easy = curl_easy_init();
    lane.receiving = fields("ReceiveMessage");
    lane.deleting = fields("DeleteMessageBatch");
    curl_easy_setopt(lane.easy, CURLOPT_URL, arguments[1]);
    curl_easy_setopt(lane.easy, CURLOPT_PROXY, "");
    curl_easy_setopt(lane.easy, CURLOPT_AWS_SIGV4, "aws:amz:us-east-1:sqs");
    curl_easy_setopt(lane.easy, CURLOPT_USERNAME, std::getenv("AWS_ACCESS_KEY_ID"));
    curl_easy_setopt(lane.easy, CURLOPT_PASSWORD, std::getenv("AWS_SECRET_ACCESS_KEY"));
    curl_easy_setopt(lane.easy, CURLOPT_WRITEFUNCTION, &keep);
    curl_easy_setopt(lane.easy, CURLOPT_WRITEDATA, &lane.answer);
    curl_easy_setopt(lane.easy, CURLOPT_PRIVATE, &lane);
    start(multi, lane, receive, false);
  }
  std::size_t deleted = 0;
  while (stopped == 0) {
    int running = 0;
    int left = 0;
    curl_multi_perform(multi, &running);
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      Lane* lane = nullptr;
      long status = 0;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &lane);
      curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result != CURLE_OK || status != 200) {
        std::cerr << "HTTP " << status << ' ' << curl_easy_strerror(message->data.result) << '\n';
        return 1;
      }
      curl_multi_remove_handle(multi, lane->easy);
      if (lane->is_delete)
        deleted += occurrences(lane->request, "\"Id\"") - occurrences(lane->answer, "\"Code\"");
      std::string next = lane->is_delete ? "" : deletion(lane->answer, queue);
      const bool is_delete = !next.empty();
      start(multi, *lane, is_delete ? std::move(next) : receive, is_delete);
    }
    curl_multi_poll(multi, nullptr, 0, 100, nullptr);
  }
  std::cerr << deleted << " deleted\n";
  return 0;
}
