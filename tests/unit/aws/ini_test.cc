#include "aws/ini.h"

#include <gtest/gtest.h>

namespace streamctl::aws {
namespace {

TEST(Ini, ReadsWhatAwsToolsWrite) {
  const Ini ini = parse_ini(
      "# a comment\n"
      "[default]\r\n"
      "AWS_Access_Key_Id = AKID\n"
      "aws_secret_access_key=a/b+c=#d ; a comment\n"
      "region = eu-central-1 # another\n"
      "\n"
      "[ profile \t dev ] ; trailing words\n"
      "s3 =\n"
      "  addressing_style = path\n"
      "; no = setting\n"
      "region = us-west-2\n");
  EXPECT_EQ(ini, (Ini{{"default",
                       {{"aws_access_key_id", "AKID"},
                        {"aws_secret_access_key", "a/b+c=#d"},
                        {"region", "eu-central-1"}}},
                      {"profile dev", {{"s3", ""}, {"region", "us-west-2"}}}}));
}

TEST(Ini, PassesOverWhatItDoesNotKnow) {
  EXPECT_EQ(parse_ini(""), Ini{});
  EXPECT_EQ(parse_ini("key = without section\n= no key\n"), Ini{});
  EXPECT_EQ(parse_ini("[a]\nno equals sign\n=v\n[broken\nk = v\n"), (Ini{{"a", {}}}));
  EXPECT_EQ(parse_ini("[a]\nk=1\nk=2\n[a]\nl=3"), (Ini{{"a", {{"k", "2"}, {"l", "3"}}}}));
}

}  // namespace
}  // namespace streamctl::aws
