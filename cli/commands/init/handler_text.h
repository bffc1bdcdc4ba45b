// The files of docs/examples/handlers as text, embedded by cmake/embed.cmake.
#pragma once

#include <string_view>

namespace streamctl::cli {

extern const std::string_view django_webhook_py_text;
extern const std::string_view express_webhook_mjs_text;
extern const std::string_view fastapi_webhook_py_text;
extern const std::string_view fastify_webhook_mjs_text;
extern const std::string_view flask_webhook_py_text;
extern const std::string_view go_streamwebhook_main_go_text;
extern const std::string_view next_app_webhooks_stream_route_js_text;
extern const std::string_view php_webhook_php_text;
extern const std::string_view rails_webhook_ru_text;
extern const std::string_view spring_src_main_java_com_example_StreamWebhook_java_text;
extern const std::string_view workflow_yml_text;

}  // namespace streamctl::cli
