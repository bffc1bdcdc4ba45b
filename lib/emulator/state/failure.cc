#include "emulator/state/failure.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace streamctl::emulator {

Failure bad_input(std::string text) {
  return {4, 400, std::move(text)};
}

Failure does_not_exist(std::string text) {
  return {16, 404, std::move(text)};
}

Failure not_allowed(std::string text) {
  return {17, 403, std::move(text)};
}

Failure authentication_failed(std::string text) {
  return {5, 401, std::move(text)};
}

Failure connection_unknown(const std::string& id) {
  return {46, 400, "connection id '" + id + "' not found"};
}

Failure not_emulated(const std::string& why) {
  return {16, 501, "the emulator does not have this operation" + (why.empty() ? "" : ": " + why),
          true};
}

int code_of_status(unsigned status) {
  switch (status) {
    case 400:
      return 4;
    case 401:
      return 5;
    case 403:
      return 17;
    case 404:
      return 16;
    case 408:
      return 23;
    case 413:
      return 22;
    case 429:
      return 9;
    case 431:
      return 24;
    default:
      return -1;
  }
}

std::string error_message(const Failure& failure, std::string_view operation) {
  std::string message(operation);
  message += (message.empty() ? "failed with error: \"" : " failed with error: \"") + failure.text;
  message += '"';
  return message;
}

Json error_json(const Failure& failure, std::string_view operation, std::string_view duration) {
  Json made{{"code", failure.code},
            {"message", error_message(failure, operation)},
            {"StatusCode", failure.status},
            {"duration", duration},
            {"more_info", "https://getstream.io/chat/docs/api_errors_response"},
            {"details", Json::array()}};
  if (failure.is_final) made["unrecoverable"] = true;
  return made;
}

}  // namespace streamctl::emulator
