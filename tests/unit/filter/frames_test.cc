#include "filter/frames.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace streamctl::filter {
namespace {

using namespace std::string_literals;

TEST(Frames, HaveTheirLengthInFrontLeastSignificantByteFirst) {
  std::string out = "before";
  append_frame(out, std::string(0x102, 'x'));
  EXPECT_EQ(out, "before\x02\x01\x00\x00"s + std::string(0x102, 'x'));
}

TEST(Frames, ComeOutWholeHoweverTheyAreCut) {
  const std::vector<std::size_t> all{0, 1, 5, 70'000, 3};
  std::string bytes;
  for (const std::size_t size : all)
    append_frame(bytes, std::string(size, 'a'));
  for (const std::size_t step : {1U, 2U, 3U, 7U, 65'536U, 1'000'000U}) {
    FrameReader reader(100'000);
    std::vector<std::size_t> sizes;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      reader.feed(std::string_view(bytes).substr(at, step));
      while (const auto payload = reader.next())
        sizes.push_back(payload->size());
    }
    EXPECT_EQ(sizes, all) << step;
    EXPECT_FALSE(reader.is_broken());
  }
}

TEST(Frames, EndWhereOneIsLongerThanAllowed) {
  std::string bytes;
  append_frame(bytes, "good");
  append_frame(bytes, "too long");
  append_frame(bytes, "good");
  FrameReader reader(4);
  reader.feed(bytes);
  EXPECT_EQ(reader.next(), "good");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.is_broken());
  EXPECT_FALSE(reader.next());
}

TEST(Output, ComesBackAsItWas) {
  for (const Output& output :
       {Output{Output::Kind::value, "{}"}, Output{Output::Kind::string, "\n"},
        Output{Output::Kind::end, ""}, Output{Output::Kind::failed, "no"}})
    EXPECT_EQ(decode_output(encode(output)), output);
  EXPECT_FALSE(decode_output(""));
  EXPECT_FALSE(decode_output("x"));
}

TEST(Hello, ComesBackAsItWas) {
  const Hello hello{4'000'000'000, Task::query, ".a\n| .b"};
  EXPECT_EQ(decode_hello(encode(hello)), hello);
  EXPECT_FALSE(decode_hello("abc"));
  EXPECT_FALSE(decode_hello("abcdx."));
}

TEST(Reply, ComesBackAsItWas) {
  using Kind = Reply::Kind;
  for (const Reply& reply : {Reply{Kind::ready, "", ""}, Reply{Kind::wanted, "", ""},
                             Reply{Kind::unwanted, "", ""}, Reply{Kind::failed, "no object", ""},
                             Reply{Kind::refused, "syntax error", ".a ==\n     ^"}})
    EXPECT_EQ(decode_reply(encode(reply)), reply);
}

TEST(Reply, IsRefusedWhereItIsNone) {
  EXPECT_FALSE(decode_reply(""));
  EXPECT_FALSE(decode_reply("?what"));
  EXPECT_FALSE(decode_reply("\n"));
}

TEST(Reply, NeverOutgrowsAFrame) {
  const Reply reply{Reply::Kind::refused, std::string(1'000'000, 'a'), std::string(1'000'000, 'b')};
  EXPECT_EQ(encode(reply).size(), reply_bytes_max);
  EXPECT_EQ(decode_reply(encode(reply))->text.size(), reply_text_bytes_max);
}

}  // namespace
}  // namespace streamctl::filter
