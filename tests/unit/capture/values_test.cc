#include "capture/values.h"

#include <fcntl.h>
#include <stop_token>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "capture/temp_directory.h"
#include "net/gzip.h"

namespace streamctl::capture {
namespace {

/// A reader of a pipe that receives `text`, `step` bytes at a time.
struct Piped {
  explicit Piped(std::string text, std::size_t step = 1 << 20) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    reader.emplace("input", FileDescriptor(ends[0]));
    writer = std::jthread([text = std::move(text), step, fd = ends[1]] {
      const FileDescriptor end(fd);
      for (std::size_t at = 0; at < text.size(); at += step)
        write_all(fd, std::string_view(text).substr(at, step));
    });
  }
  std::optional<ValueReader> reader;
  std::jthread writer;
};

/// "LINE:text" for each value, "!message" for each malformed one, "!!message" for a read error.
std::vector<std::string> all(const std::string& text, std::size_t step = 1 << 20) {
  Piped piped(text, step);
  std::vector<std::string> found;
  while (found.size() < 100) {
    const auto next = piped.reader->next();
    if (std::holds_alternative<EndOfInput>(next)) break;
    if (const auto* value = std::get_if<Value>(&next))
      found.push_back(std::to_string(value->line) + ":" + std::string(value->text));
    if (const auto* malformed = std::get_if<Malformed>(&next))
      found.push_back("!" + malformed->error.what);
    if (const auto* unreadable = std::get_if<Unreadable>(&next))
      found.push_back("!!" + unreadable->error.what);
  }
  return found;
}

using Found = std::vector<std::string>;

TEST(ValueReader, TellsTheLayoutsApart) {
  struct Row {
    const char* name;
    std::string text;
    Found expected;
  };
  const Row rows[] = {
      {"empty", "", {}},
      {"blank", " \n\n", {}},
      {"lines",
       "{\"a\":1}\n\n{\"b\":2}\r\n{\"c\":3}",
       {"1:{\"a\":1}", "3:{\"b\":2}\r", "4:{\"c\":3}"}},
      {"a torn first line hides nothing", "{\"a\":\n{\"b\":2}\n", {"1:{\"a\":", "2:{\"b\":2}"}},
      {"a torn last line", "{\"a\":1}\n{\"b\":", {"1:{\"a\":1}", "2:{\"b\":"}},
      {"one indented event", "{\n  \"a\": [1,\n 2]\n}\n", {"1:{\n  \"a\": [1,\n 2]\n}"}},
      {"several indented events",
       "{\n \"a\": 1\n}\n{\n \"b\": \"}\"\n}",
       {"1:{\n \"a\": 1\n}", "4:{\n \"b\": \"}\"\n}"}},
      {"an object that opens on the second line",
       "{\"a\":\n{\"b\":2}}\n{\"c\":3}\n",
       {"1:{\"a\":\n{\"b\":2}}", "3:{\"c\":3}"}},
      {"an indented value behind other lines",
       "{\"a\":1}\n{\n \"b\": {\n }\n}\n{\"c\":3}\nPOST /\n\n{\n}\n",
       {"1:{\"a\":1}", "2:{\n \"b\": {\n }\n}", "6:{\"c\":3}", "7:POST /", "9:{\n}"}},
      {"a brace that begins no value",
       "{\"a\":1}\n{\n{\"b\":2}\n",
       {"1:{\"a\":1}", "2:{", "3:{\"b\":2}"}},
      {"an array", "[{\"a\":1},\n {\"b\":[2]} ]", {"1:{\"a\":1}", "2:{\"b\":[2]}"}},
      {"an empty array", " [ ]", {}},
      {"an array without an end", "[{\"a\":1}", {"1:{\"a\":1}", "!input:1: the array has no end"}},
      {"a byte order mark", "\xEF\xBB\xBF{\"a\":1}\n", {"1:{\"a\":1}"}},
      {"byte order marks of files put together",
       "\xEF\xBB\xBF{\"a\":1}\n\xEF\xBB\xBF{\"b\":2}\n\xEF\xBB\xBF",
       {"1:{\"a\":1}", "2:{\"b\":2}"}},
      {"arrays behind one another",
       "[1, 2]\n[3] [ ]{\"a\":1}\n[4",
       {"1:1", "1:2", "2:3", "2:{\"a\":1}", "3:[4"}},
      {"what stands behind an array", "[{\"a\":1}] x", {"1:{\"a\":1}", "1:x"}},
      {"an array behind an object", "{\"a\":1}\n[2, 3]\n", {"1:{\"a\":1}", "2:[2, 3]"}},
      {"several on the first line",
       "{\"a\":1}{\"b\":2}\n{\"c\":3}\n",
       {"1:{\"a\":1}{\"b\":2}", "2:{\"c\":3}"}},
      {"quotes and escapes", R"([{"a":"]\"}\\"},"x"])", {R"(1:{"a":"]\"}\\"})", "1:\"x\""}},
      {"an escape that nothing follows", "[\"a\\", {"1:\"a\\", "!input:1: the array has no end"}},
      {"a queue body: base64 on one line", "eyJ0\n", {"1:eyJ0"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(all(row.text), row.expected);
    EXPECT_EQ(all(row.text, 1), row.expected) << "one byte at a time";
  }
}

TEST(ValueReader, ReadsWhatIsInGzip) {
  const std::string lines = "{\"a\":1}\n{\"b\":2}\n";
  const Found expected{"1:{\"a\":1}", "2:{\"b\":2}"};
  const std::string packed = net::gzip(lines);
  EXPECT_EQ(all(packed), expected);
  EXPECT_EQ(all(packed, 1), expected) << "one byte at a time";
  EXPECT_EQ(all(net::gzip("{\"a\"") + net::gzip(":1}\n{\"b\":2}")), expected) << "two members";
  EXPECT_EQ(all(net::gzip("")), Found{});
  const std::string broken = "!!cannot read input: its gzip is damaged or cut short";
  const std::string tail = "!!cannot read input: there are bytes behind its gzip that are not gzip";
  EXPECT_EQ(all(packed + "x"), (Found{expected[0], expected[1], tail}));
  EXPECT_EQ(all(packed.substr(0, packed.size() - 1)), (Found{expected[0], expected[1], broken}));
  // Input that ends within a value yields no partial value.
  std::string text;
  for (int i = 0; i < 3000; ++i)
    text += "{\"n\":" + std::to_string(i * 7919 % 3001) + "}\n";
  const std::string whole = net::gzip(text);
  const Found found = all(whole.substr(0, 150));
  ASSERT_GT(found.size(), 3U);
  EXPECT_EQ(found.back(), broken);
  for (std::size_t i = 0; i + 1 < found.size(); ++i)
    EXPECT_TRUE(found[i].ends_with('}')) << found[i];
}

TEST(ValueReader, NamesWhatIsNoTextOfOurs) {
  using std::string_literals::operator""s;
  const std::pair<std::string, const char*> rows[] = {
      {"\xFF\xFE{\0}\0"s,
       "!!cannot read input: it looks like UTF-16 text; convert it with 'iconv -f UTF-16 -t "
       "UTF-8'"},
      {"{\0\"\0a\0"s,
       "!!cannot read input: it looks like UTF-16 text; convert it with 'iconv -f UTF-16LE -t "
       "UTF-8'"},
      {net::gzip("\x28\xB5\x2F\xFD...."),
       "!!cannot read input: it looks like zstd; unpack it with 'zstd -dc'"},
  };
  for (const auto& [text, what] : rows) {
    EXPECT_EQ(all(text), Found{what});
    EXPECT_EQ(all(text, 1), Found{what});
  }
}

TEST(ValueReader, GoesOnBehindALineThatIsTooLong) {
  const std::string text = "{\"a\":\"" + std::string(value_bytes_max + 1, 'x') + "\"}\n{\"b\":2}\n";
  const Found expected{"!input:1: line is longer than 64 MiB", "2:{\"b\":2}"};
  EXPECT_TRUE(all(text) == expected);  // Not EXPECT_EQ: it would print 64 MiB.
}

TEST(ValueReader, ReadsLinesOfAnyLengthAroundTheEndsOfItsChunks) {
  std::string text;
  Found expected;
  constexpr std::size_t around = ReadAhead::chunk_bytes - 3;
  for (const std::size_t size :
       {around, std::size_t{1}, ReadAhead::room_bytes - 1, ReadAhead::room_bytes,
        3 * ReadAhead::chunk_bytes, around, std::size_t{5}, ReadAhead::room_bytes + 1, around}) {
    const std::string line(size, static_cast<char>('a' + expected.size()));
    expected.push_back(std::to_string(expected.size() + 1) + ":" + line);
    text += line + "\n";
  }
  EXPECT_TRUE(all(text) == expected);
  EXPECT_TRUE(all(text, 100'001) == expected);
}

TEST(ValueReader, EndsOnceStopped) {
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe(ends), 0);
  const FileDescriptor writer(ends[1]);  // Open, so that the reader keeps waiting.
  ASSERT_EQ(write_all(writer.get(), "{\"a\":1}\n{\"b\":1}\n{\"half"), 0);
  std::stop_source stop;
  ValueReader reader("input", FileDescriptor(ends[0]), stop.get_token());
  const auto first = reader.next();
  ASSERT_TRUE(std::holds_alternative<Value>(first));
  EXPECT_EQ(std::get<Value>(first).text, "{\"a\":1}");
  ASSERT_TRUE(std::holds_alternative<Value>(reader.next()));
  const std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_TRUE(std::holds_alternative<EndOfInput>(reader.next())) << "half a line is not a value";
}

TEST(ValueReader, KeepsNoMoreThanItNeeds) {
  std::string text;
  for (int i = 0; i < 200'000; ++i)
    text += "{\"n\":" + std::to_string(i) + "}\n";
  Piped piped(text);
  int count = 0;
  while (true) {
    const auto next = piped.reader->next();
    if (std::holds_alternative<EndOfInput>(next)) break;
    ASSERT_TRUE(std::holds_alternative<Value>(next));
    ASSERT_EQ(std::get<Value>(next).text, "{\"n\":" + std::to_string(count++) + "}");
  }
  EXPECT_EQ(count, 200'000);
  EXPECT_EQ(piped.reader->bytes_read(), text.size());
}

TEST(ValueReader, NamesTheFileItCannotOpen) {
  const auto reader = ValueReader::open("/nowhere/x.json");
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().what, "cannot open /nowhere/x.json: No such file or directory");
}

// Where another reader left a file: the rest is lines, whatever it begins with.
TEST(ValueReader, GoesOnBehindLinesThatWereRead) {
  const TempDirectory directory;
  directory.write("lines", "{}\n{}\n" + net::gzip("{\n\"a\":1}") + "\n{\"b\":\n");
  auto input = ValueReader::open_input(directory.path("lines"));
  ASSERT_TRUE(input);
  ::lseek(input->file.get(), 5, SEEK_SET);
  ValueReader reader("lines", std::move(input->file), {}, 2);
  const auto packed = reader.next();
  ASSERT_TRUE(std::holds_alternative<Value>(packed));
  EXPECT_EQ(std::get<Value>(packed).text, "{\n\"a\":1}");
  EXPECT_EQ(std::get<Value>(packed).line, 3U);
  const auto torn = reader.next();
  ASSERT_TRUE(std::holds_alternative<Value>(torn));
  EXPECT_EQ(std::get<Value>(torn).text, "{\"b\":");
  EXPECT_TRUE(std::holds_alternative<EndOfInput>(reader.next()));
}

}  // namespace
}  // namespace streamctl::capture
