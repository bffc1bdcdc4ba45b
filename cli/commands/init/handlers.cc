#include "commands/init/handlers.h"

#include <array>
#include <utility>

#include "commands/init/handler_text.h"

namespace streamctl::cli {
namespace {

std::string replaced(std::string text, std::string_view word, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size())
    text.replace(at, word.size(), by);
  return text;
}

}  // namespace

std::span<const Handler> handlers() {
  static const std::array<Handler, 10> all{{
      {"express", "Express (Node.js)", "webhook.mjs", express_webhook_mjs_text,
       "npm install express", "node webhook.mjs"},
      {"next", "Next.js 15 or newer", "app/webhooks/stream/route.js",
       next_app_webhooks_stream_route_js_text, "npm install next react react-dom && npx next build",
       "npx next start --port $PORT"},
      {"fastify", "Fastify (Node.js)", "webhook.mjs", fastify_webhook_mjs_text,
       "npm install fastify", "node webhook.mjs"},
      {"flask", "Flask (Python)", "webhook.py", flask_webhook_py_text, "pip install flask gunicorn",
       "gunicorn --threads 8 --bind 127.0.0.1:$PORT webhook:app"},
      {"django", "Django (Python)", "webhook.py", django_webhook_py_text,
       "pip install django gunicorn", "gunicorn --threads 8 --bind 127.0.0.1:$PORT webhook"},
      {"fastapi", "FastAPI (Python)", "webhook.py", fastapi_webhook_py_text,
       "pip install fastapi uvicorn", "uvicorn --port $PORT webhook:app"},
      {"go", "Go, net/http", "streamwebhook/main.go", go_streamwebhook_main_go_text, "",
       "go run streamwebhook/main.go"},
      {"rails", "Rails, or any Rack (Ruby)", "webhook.ru", rails_webhook_ru_text,
       "gem install puma rack", "puma --bind tcp://127.0.0.1:$PORT webhook.ru"},
      {"php", "PHP 8.1 or newer", "webhook.php", php_webhook_php_text, "",
       "PHP_CLI_SERVER_WORKERS=8 php -S 127.0.0.1:$PORT webhook.php"},
      {"spring", "Spring Boot 3 (Java 17)", "src/main/java/com/example/StreamWebhook.java",
       spring_src_main_java_com_example_StreamWebhook_java_text, "./mvnw --quiet package",
       "SERVER_PORT=$PORT ./mvnw spring-boot:run"},
  }};
  return all;
}

std::string workflow_of(const Handler& handler) {
  std::string text = replaced(std::string(workflow_yml_text), "@VERSION@", STREAMCTL_VERSION);
  if (handler.install.empty())
    text = replaced(std::move(text), "      - name: Install the handler\n        run: @INSTALL@\n",
                    "");
  text = replaced(std::move(text), "@INSTALL@", handler.install);
  return replaced(std::move(text), "@START@", handler.start);
}

Trial trial_of(const Handler& handler, int port) {
  const std::string number = std::to_string(port);
  const std::string secret = "STREAM_API_SECRET=not-a-secret";
  const std::string install =
      std::string(handler.install) + (handler.install.empty() ? "" : " && ");
  return {install + secret + " " + replaced(std::string(handler.start), "$PORT", number),
          secret + " streamctl check http://127.0.0.1:" + number + "/webhooks/stream"};
}

}  // namespace streamctl::cli
