// Forms, uploaded files, and preferences for push notifications.
#include "emulator/bench.h"
#include "emulator/engine/form.h"

namespace streamctl::emulator {
namespace {

constexpr const char* form_type = "multipart/form-data; boundary=B";

TEST(Form, HasItsFileAndTheJsonOfItsOtherParts) {
  const std::string file = "Content-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n";
  const struct {
    std::string type;
    std::string body;
    Json form;  ///< Or what is wrong.
  } rows[] = {
      {form_type,
       "--B\r\n" + file + "Content-Type: image/png\r\n\r\n\x89PNG\r\n\r\n--Bx\r\n--B--\r\n",
       {{"file", "\x89PNG\r\n\r\n--Bx"}, {"filename", "a.png"}, {"content_type", "image/png"}}},
      {"Multipart/Form-Data; charset=utf-8; Boundary=\"a;b\"",
       "preamble\r\n--a;b \r\n" + file + "\r\n\r\n--a;b--",
       {{"file", ""}, {"filename", "a.png"}, {"content_type", ""}}},
      {form_type,
       "--B\r\ncontent-disposition: form-data; name=user\r\n\r\n{\"id\":\"john\"}\r\n"
       "--B\r\nContent-Disposition: form-data; name=\"upload_sizes\"\r\n\r\nundefined\r\n--B--",
       {{"user", {{"id", "john"}}}}},
      {form_type, "--B--", Json::object()},
      {form_type, "--B\r\n\r\n--B--", Json::object()},
      {"multipart/form-data", "--B--", "the form has no boundary"},
      {form_type, "", "the form is cut off"},
      {form_type, "--B\r\n" + file + "\r\nhalf a fi", "the form is cut off"},
      {form_type, "--B", "the form is cut off"},
  };
  for (const auto& row : rows) {
    const auto form = parse_form(row.type, row.body);
    if (row.form.is_string())
      EXPECT_EQ(form ? "" : form.error().text, row.form.get<std::string>());
    else
      EXPECT_TRUE(form && *form == row.form)
          << row.form.dump(-1, ' ', true, Json::error_handler_t::replace);
  }
  std::string many;
  for (int i = 0; i < 22; ++i)
    many += "--B\r\n\r\n\r\n";
  EXPECT_EQ(parse_form(form_type, many + "--B--").error().text, "the form has too many parts");
}

class Uploads : public testing::Test {
 protected:
  Answer upload(const std::string& token, const std::string& name, const std::string& type = "") {
    RequestTarget target = parse_request_target("/api/v2/uploads/file?api_key=emulator");
    target.host = "localhost:8800";
    const std::string body = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
                             name + "\"\r\nContent-Type: " + type + "\r\n\r\nbytes\r\n--B--";
    const auto applied = apply(
        bench.state, {"POST", target, token, body, false, "", "multipart/form-data; boundary=B"});
    return {applied.answer.status, Json::parse(applied.answer.body), {}};
  }
  const File& only_file() { return bench.state.store.files.begin()->second; }

  Bench bench;
};

TEST_F(Uploads, AreKeptAndDeletedByThoseWhoMay) {
  const auto uploaded = upload(Bench::user_token("john"), "../../me & you.png", "image/png");
  ASSERT_EQ(uploaded.status, 201U) << uploaded.body;
  const std::string url = uploaded.body["file"].get<std::string>();
  EXPECT_THAT(url, testing::StartsWith("http://localhost:8800/_files/"));
  EXPECT_THAT(url, testing::EndsWith("/me%20%26%20you.png"));
  EXPECT_EQ(only_file().bytes, "bytes");
  EXPECT_EQ(only_file().type, "image/png");
  EXPECT_EQ(dump(bench.state)["files"][0]["bytes"], 5);
  const std::string path = "/api/v2/uploads/file?url=" + url;
  EXPECT_EQ(bench.as("jane", "DELETE", path).status, 403U);
  EXPECT_EQ(bench.as("john", "DELETE", path).status, 200U);
  EXPECT_EQ(bench.server("DELETE", path).status, 404U);
  EXPECT_EQ(bench.server("DELETE", "/api/v2/uploads/file").status, 400U);
}

TEST_F(Uploads, HaveNoTypeThatEndsAHeaderField) {
  for (const char* type : {"text/html\nX-Evil: 1", "nonsense", ""}) {
    EXPECT_EQ(upload(Bench::token({{"server", true}}), "", type).status, 201U);
    EXPECT_EQ(only_file().type, "application/octet-stream");
    EXPECT_EQ(only_file().name, "file");
    bench.state.store.files.clear();
  }
}

TEST(PushPreferences, AreKeptForEachUserAndChannel) {
  Bench bench;
  bench.users({"john"});
  const auto set = [&](const Json& preference) {
    return bench.as("john", "POST", "/video/push_preferences",
                    {{"preferences", Json::array({preference})}});
  };
  set({{"call_level", "none"}, {"disabled_until", "2027-01-01T00:00:00Z"}});
  const Json kept = set({{"chat_level", "mentions"}}).body["user_preferences"]["john"];
  EXPECT_EQ(kept["call_level"], "none");
  EXPECT_EQ(kept["chat_level"], "mentions");
  EXPECT_EQ(kept["disabled_until"], "2027-01-01T00:00:00Z");
  EXPECT_EQ(
      set({{"remove_disable", true}}).body["user_preferences"]["john"].contains("disabled_until"),
      false);
  EXPECT_EQ(set({{"channel_cid", "messaging:a"}, {"chat_level", "all"}})
                .body["user_channel_preferences"]["john"]["messaging:a"]["chat_level"],
            "all");
  EXPECT_EQ(set({{"user_id", "jane"}}).status, 403U);
  EXPECT_EQ(
      bench.server("POST", "/api/v2/push_preferences", {{"preferences", {{{"user_id", "x"}}}}})
          .status,
      404U);
}

}  // namespace
}  // namespace streamctl::emulator
