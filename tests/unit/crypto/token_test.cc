// Tokens made with Python's hmac, independently of the code under test.
#include "crypto/token.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace streamctl::crypto {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = TokenBearer::Kind;

const WallTime now{std::chrono::seconds{1'700'000'000}};
const std::vector<OtherKey> others{{"the API key, not the secret", Secret("the-key")}};

Result<TokenVerdict> judged(const std::string& token, const char* secret = "secret") {
  return judge_token(token, Secret(secret), now, others);
}

struct Row {
  const char* name;
  const char* token;
  int code;  ///< Of the first fault; 0: no fault.
  const char* words;
  Kind kind;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      // clang-format off
      {"node SDK's",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTY5OTk5OTk5OSwiZXhwIjoxNzAwMDAzNTk5fQ.bsSY7pLfVALNvwssFKD3D5Pq4n86TdcN3HPA_4HoBeg",
       0, "", Kind::user},
      {"server",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZXJ2ZXIiOnRydWV9.DHnfQolWsEGFcTR7ZwVBbIVUFAvxzDJXzB6UlyU-7JQ",
       0, "", Kind::server},
      {"Python SDK's server",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.t-IDcSemACt8x4iTMCda8Yhe3iZaWbvV5XKSTbuAn0M",
       0, "", Kind::server},
      {"server with times",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE2OTk5OTk5OTAsImV4cCI6MTcwMDAwMDEwMH0.bkzvVh7Ve0Fy1ykWuuUrJuNH0kRZ03GQD359IWXhonw",
       0, "", Kind::server},
      {"anonymous",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiIWFub24ifQ._5i7DCiQUZbFpT0hx4WVaYjR-g_JpMuA8_MSztj4msU",
       0, "", Kind::anonymous},
      {"without typ",
       "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiam9obiJ9.MaFwCwfU6pw1MNVIFzSJN95T8u5P2VpodDkYPHFmqPk",
       0, "", Kind::user},
      {"another typ",
       "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ.eyJ1c2VyX2lkIjoiam9obiJ9.X1WLdDa3CP-BXGBqpKeF4J-Zr7K5AweFydoe6yB0lf8",
       0, "", Kind::user},
      {"iat ahead within the skew",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwNX0.CkfLTyOzUxd2QZ2Kg-jh54YGtaCaKOQVGymKq7hdojE",
       0, "", Kind::user},
      {"iat ahead",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwNn0.1eGkz59IMACx4X3KFXm0_N--A1oNafMfLnnDa6ZK9wI",
       42, "iat is 1700000006", Kind::user},
      {"iat in milliseconds",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwMDAwMH0.aPyJbin8rh0v_OJ5WB44lIA3rcuu2emCtPICN2bMhY4",
       42, "iat is 1700000000000: milliseconds?", Kind::user},
      {"iat in milliseconds with a fraction",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwMDAwMC4yNX0.o8OPu1xmwyNHlFxB4ncEt57Jm1GH25q1vLFAbZzvOE0",
       42, "milliseconds?", Kind::user},
      {"iat in microseconds",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwMDAwMDAwMH0.g-KbqhpLtjTz-_wi-juK4IbgpeKG2jTw91CqIFTB-jc",
       42, "microseconds?", Kind::user},
      {"iat in nanoseconds",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTcwMDAwMDAwMDAwMDAwMDAwMH0.8uM6TdpAzRZ-5lTYJp0fqbJyy6gL-Qg9jk0d1HNKaYM",
       42, "nanoseconds?", Kind::user},
      {"iat null",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6bnVsbH0.L5Q3fRGEC0HC8y3EgxRbTeYhlD6gLJG8q7w4HjHEiC8",
       5, "iat is null, which is no number", Kind::user},
      {"iat text",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6IjE3MDAwMDAwMDAifQ.WZ4zVJQdXD3xA67T3bJj_LNJi33wtdgnLhjd2NQfaBY",
       5, "iat is text, which is no number", Kind::user},
      {"iat true",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6dHJ1ZX0.Uc31p4QvYEt6-rWVhUJTBCPcdReCX5i602g7Td-Fd2Q",
       5, "iat is true, which is no number", Kind::user},
      {"iat an array",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6WzFdfQ.ZstlXUGKuk08eY0Qv56xuCBJ2SgKtTmxif_HiEDdZkc",
       5, "iat is an array, which is no number", Kind::user},
      {"iat negative",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6LTV9.gqV9Of_elS6n0pXeJp9NRd_YXE7pLn3o3K9z_Dr69Ys",
       0, "", Kind::user},
      {"iat with a fraction",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MTY5OTk5OTk5OS41fQ.uCRPdvrgmGSWC7LrKvuE1cPRZ6QPeYDIO4_8WTxGogw",
       0, "", Kind::user},
      {"iat huge",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImlhdCI6MWUzMDB9.j0wDorTLlrE2vE_tn4R8bleAUJL9kDKu_0Nn7WtM77w",
       42, "no time in seconds", Kind::user},
      {"nbf ahead",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsIm5iZiI6MTcwMDAwMDAwNn0.eCp3GlVoCl8BPH8aX_ewvxWxhNilwMxfGNCI72Z2-DI",
       41, "nbf is 1700000006", Kind::user},
      {"nbf in milliseconds",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsIm5iZiI6MTcwMDAwMDAwMDAwMH0.VcjRKVISKDLsrF8mNKilxi3-HuCvVIhhSN5ogriTMuk",
       41, "milliseconds?", Kind::user},
      {"nbf null",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsIm5iZiI6bnVsbH0.sZ--_lNIuMFY70vFmBGSwPMiXYu4y1kJrCva2SHdETM",
       5, "nbf is null", Kind::user},
      {"exp now",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6MTcwMDAwMDAwMH0.Tb6bsusboyKgZgVa65jmRdMZtK79eXzrAWeh4NpG9Sw",
       40, "exp is 1700000000", Kind::user},
      {"exp in a second",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6MTcwMDAwMDAwMX0.J5wTys7cwpEPjvfXGJBedyddG1A8psguXXvTLJq2H00",
       0, "", Kind::user},
      {"exp in part of a second",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6MTcwMDAwMDAwMC41fQ.QhFsqgtRgQl28MGIkOyhe-jU_o40fTaZKmjFGvPS1y0",
       0, "", Kind::user},
      {"exp in milliseconds",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6MTcwMDAwMzYwMDAwMH0.QgJctgvdRQvGdCsXOvtR1nhS-91Y9d9ayWU0gmrncdI",
       5, "exp is 1700003600000: milliseconds?", Kind::user},
      {"exp null",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6bnVsbH0.ZxY8FtHvDQUf2GmAmg0dxSY0PxgH9MydFL7wIaOfyeA",
       5, "exp is null, which is no number", Kind::user},
      {"exp text",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6Im5ldmVyIn0.uaF4xOEfcefQuPzjLAF1KkV2RzU9KmaoiKjETO1as0k",
       5, "exp is text, which is no number", Kind::user},
      {"exp negative",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6LTF9.EaWbjtLSDJsslnlKzmWBO-MhQcebDp6l820Hmt-zesQ",
       40, "exp is -1", Kind::user},
      {"exp zero",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6MH0.JS9hpOwlQsVVWNHc-Avsorr06z5rUuLboYzt8_dUsH4",
       40, "exp is 0", Kind::user},
      {"exp far ahead",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6OTk5OTk5OTk5OX0.aooc6cwJzBGRyLhA1EPXK877VYOXCWngIrDfRbmYph0",
       0, "", Kind::user},
      {"exp at the end of the year 9999",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6MjUzNDAyMzAwNzk5fQ.Guo9682rinBAHf3NUrGzgm6TKKsfjw1bybVqcd2Y2xQ",
       0, "", Kind::user},
      {"exp past 64 bits",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6MTg0NDY3NDQwNzM3MDk1NTE2MTZ9.fUIjAiG84UQ_W9Bs1-9DbXzoPR7BRNPGRkitr2N3Q3s",
       5, "nanoseconds?", Kind::user},
      {"exp huge",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImV4cCI6MWUzMDB9.mIjc0-H7Qb8RAJ6g_EJrwh8VVT-odhNCkPcSJrBYse0",
       5, "no time in seconds", Kind::user},
      {"user_id a number",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoxMDY4ODExfQ.1TaSkl4iA3EDpwyqJIRLYpDqovAEV5e_GPgHXG-KJWI",
       5, "it names no user: user_id is the number 1068811, and must be text", Kind::nobody},
      {"user_id null",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjpudWxsfQ.r3nHF7TBWWZEFuEa2y3r_WUuzbwGrGG_IADjWoReWfg",
       5, "user_id is null", Kind::nobody},
      {"user_id empty",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiIn0.uXx799cN8t26buEIvdconDDx9XFXvUQ8DVmnWTORNoY",
       5, "user_id is empty", Kind::nobody},
      {"user_id long",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoieHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eCJ9.pTibZOxYfxf-RFQdJwUyZGyL6Nne6rooz46-c_ZoEcc",
       5, "longer than 255", Kind::nobody},
      {"user_id an object",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjp7ImlkIjoiam9obiJ9fQ.sDyNUY1nOQTneoZtkYP1IM14NadCJ2RAHVqHPSHFRyk",
       5, "user_id is an object", Kind::nobody},
      {"sub",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJqb2huIn0.3OWTFvQqte2V3vvBI544zvTgoD4ydkkI09-4soq4CzI",
       5, "it names no user: it has sub, and no user_id (text)", Kind::nobody},
      {"userId",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VySWQiOiJqb2huIn0.3KVl-xZ_o9eA312KKGb8WSdX8dSJGaa_J0_rhiH_BC0",
       5, "it names no user: it has userId, and no user_id (text)", Kind::nobody},
      {"userID",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VySUQiOiJqb2huIn0.i3nNdUh5iZ6b7ZTXNTRR4yiVS26cE8AkctxqWYbWimg",
       5, "it names no user: it has userID, and no user_id (text)", Kind::nobody},
      {"id",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6ImpvaG4ifQ.wuUZGgnlXCC9h3Jkw2TSo1_0gd3YSholC2E2dPyosdY",
       5, "it names no user: it has id, and no user_id (text)", Kind::nobody},
      {"uid",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1aWQiOiJqb2huIn0.TvxrQ3UTNwSMiOTlGiLuWAGYvSIsmwVsvpypC2TZnxc",
       5, "it names no user: it has uid, and no user_id (text)", Kind::nobody},
      {"user",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyIjoiam9obiJ9.7gmDszZwABTrCjm3phE80vpuL_o68XZaYhDox7IzgPg",
       5, "it names no user: it has user, and no user_id (text)", Kind::nobody},
      {"User_Id",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJVc2VyX0lkIjoiam9obiJ9._zoGbbW-p5sQGohzD0KSSgm7bR41HKpfW3dCFlxCGU0",
       5, "it names no user: it has User_Id, and no user_id (text)", Kind::nobody},
      {"username",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VybmFtZSI6ImpvaG4ifQ.fa4F6M9cY90Wpv13dMBsVqFUMXyYdIAnbNk7-uEJG9k",
       5, "it names no user: it has username, and no user_id (text)", Kind::nobody},
      {"calls of nobody",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjYWxsX2NpZHMiOlsiZGVmYXVsdDphIl19.W4FXGPd5bsAyhxAjVktubKfcY7brP6qU1aliYl7mxjk",
       5, "it has call_cids, and no user_id", Kind::nobody},
      {"another claim",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE2OTk5OTk5OTksImVtYWlsIjoiam9obkB4In0.Kmsffj4y7PW-Scxxpq67A3M25A6ystDZFULO546iQPM",
       5, "it has email, and no user_id (text)", Kind::nobody},
      {"server false",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZXJ2ZXIiOmZhbHNlfQ.hpLOl444P60JatYfSt1p2xGtteEI4Lb6TFijBWqSmE0",
       5, "server is false, not true", Kind::nobody},
      {"server text",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZXJ2ZXIiOiJ0cnVlIn0.HrgJZMvnWKYUAM0zhV6HN6yN4EPlUq-6Es6o2Z6BSEM",
       5, "not true", Kind::nobody},
      {"calls",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImNhbGxfY2lkcyI6WyJkZWZhdWx0OmEiXSwicm9sZSI6ImFkbWluIn0.5wu274F0sYjx_8lSYfacV4l5uwF12--F3S7SnzgKRl0",
       0, "", Kind::user},
      {"calls empty",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImNhbGxfY2lkcyI6W119.WBahWItqBfWUBw6784tMYXOgRnb_fFyS48IYuUZWYeo",
       5, "call_cids is empty", Kind::user},
      {"calls null",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImNhbGxfY2lkcyI6bnVsbH0.U0DZOFqPls7ZB0yHKrAMiFK0AOckjqy2bqfpOs-9Gno",
       5, "call_cids is null", Kind::user},
      {"calls text",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImNhbGxfY2lkcyI6ImRlZmF1bHQ6YSJ9.PHxTOxipB5DB4Q4QFmsU77TUthitFQUwG9ZjyRPkO-k",
       5, "call_cids is text", Kind::user},
      {"a call that is a number",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImNhbGxfY2lkcyI6WzFdfQ.Oqu0bldXfVQaRG4T0hbs-OFzl3F19wwi-i-CwWYSsl4",
       5, "call_cids holds 1", Kind::user},
      {"a call among numbers",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsImNhbGxfY2lkcyI6WyJkZWZhdWx0OmEiLDFdfQ.RXjnWhVmnaxgGIckrIRil6dtm6gboliWK2mjcc8ggC4",
       5, "call_cids holds 1", Kind::user},
      {"role a number",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiIsInJvbGUiOjF9.fOFul4AEtXGzLM5iS78GY7Tp6Vu8aDXPk7WbMGKsS1w",
       5, "role is a number", Kind::user},
      {"HS512, the right secret",
       "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.7GfgQ3uYM_Dr1pM5S3BdrxFF0ykojkG02xqF0b3PYdvINqdj7o9e51IjIAOuobMOwYRMddEZB4GMysvxUjzF-w",
       43, "Stream accepts HS256 only; this is HS512, made with the right secret", Kind::user},
      {"HS384, the right secret",
       "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.X6rTLXXOCzdthIC1ucd03hacRPjoVQTGpiO_RNctrh3S5gqnE1Q1MDbJQxSF6ksa",
       43, "this is HS384, made with the right secret", Kind::user},
      {"HS512, another secret",
       "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.usPcZJ287_mOEWZNq5YE03ytGr0DWHARBsLzKRJmSNLdMG_f6uBnYz2FeQKnqP6Cc-K6CCTx0Vhct7Ad9k04GA",
       43, "this is HS512, and not made with the API secret", Kind::user},
      {"none",
       "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJ1c2VyX2lkIjoiam9obiJ9.",
       43, "Stream accepts HS256 only; this is none", Kind::user},
      {"RS256",
       "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.c2lnbmF0dXJl",
       43, "Stream accepts HS256 only; this is RS256", Kind::user},
      {"lower-case hs256",
       "eyJhbGciOiJoczI1NiJ9.eyJ1c2VyX2lkIjoiam9obiJ9.jsw_W-eIEHxV0OFxPmXzhDIuutXokLusvnpd5zXsZQk",
       43, "this is hs256", Kind::user},
      {"no algorithm",
       "eyJ0eXAiOiJKV1QifQ.eyJ1c2VyX2lkIjoiam9obiJ9.61eLozNQKoC41RAVL2-N_H0QyoT4rNKSTQ4QZGaEW5I",
       43, "names no algorithm", Kind::user},
      {"an algorithm that is a list",
       "eyJhbGciOlsiSFMyNTYiXX0.eyJ1c2VyX2lkIjoiam9obiJ9.V8ITKjwDP0UzKGX_aiY8ldNDgkeEXTykAMwFWrMHRSY",
       43, "names no algorithm", Kind::user},
      {"another secret",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.dlVHVp4ZIBKmmZEjwMiy6ApnEWjoImxpnOTRHAeVLlM",
       43, "not made with the API secret", Kind::user},
      {"the API key",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.jzjqjk8aVnw4TzGqh7I4480TTE2PEpTH2k0bIbNe_yw",
       43, "made with the API key", Kind::user},
      {"a newline behind the secret",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.eH6sYzZaR3toSJb5FxsQEXuzpkGdX-woCB4eNthh_uM",
       43, "made with the secret with a newline at its end", Kind::user},
      {"an empty secret",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.kF14wqpEsH7ot6QP3HMtU0xSHC-iBAYIOq7PcB6VB5U",
       43, "made with an empty secret", Kind::user},
      {"signature padded",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.yrpLD2gUq_TIyxMKpDBHQO391KGCNrFl-RvMT-p90MU=",
       43, "right but for its form", Kind::user},
      {"signature hexadecimal",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.caba4b0f6814abf4c8cb130aa4304740edfdd4a18236b165f91bcc4fea7dd0c5",
       43, "right but for its form", Kind::user},
      {"unsigned",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.",
       43, "it is not signed", Kind::user},
      {"development",
       "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.devtoken",
       43, "development token", Kind::user},
      // clang-format on
  };
  return all;
}

TEST(Token, IsJudgedAsStreamJudgesIt) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const auto verdict = judged(row.token);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->bearer.kind, row.kind);
    if (row.code == 0) {
      EXPECT_THAT(verdict->faults, IsEmpty());
      EXPECT_EQ(verdict->signature, TokenSignature::ours);
      continue;
    }
    ASSERT_EQ(verdict->faults.size(), 1U);
    EXPECT_EQ(verdict->faults.front().code, row.code);
    EXPECT_THAT(verdict->faults.front().why, HasSubstr(row.words));
  }
}

TEST(Token, IsJudgedAlikeWithoutASecretButForItsSignature) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const auto verdict = judged(row.token, "");
    ASSERT_TRUE(verdict);
    const bool by_signature = row.code == 43;
    if (!by_signature) {
      EXPECT_EQ(verdict->faults.empty(), row.code == 0);
    }
    EXPECT_NE(verdict->signature, TokenSignature::ours);
    EXPECT_NE(verdict->signature, TokenSignature::other);
  }
}

TEST(Token, HasAllItsFaultsInTheOrderStreamChecks) {
  const auto verdict = judged(
      // HS512 with the secret, {"sub":"john","iat":1700000000000,"exp":-1}
      "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJqb2huIiwiaWF0IjoxNzAwMDAwMDAwMDA"
      "wLCJleHAiOi0xfQ.X4vUGJyTOiFrKXp3-QEvKkxwE4uykRLh888rNZNVI5kOiIA8w96hYbJvf0zNw26X"
      "bQhlSlK3uN8WCiN6ZM1jig");
  ASSERT_TRUE(verdict);
  std::vector<int> codes;
  for (const TokenFault& fault : verdict->faults)
    codes.push_back(fault.code);
  EXPECT_EQ(codes, (std::vector<int>{43, 40, 42, 5}));
  EXPECT_EQ(verdict->validity, Validity::expired);
  EXPECT_EQ(refusal(verdict->faults[2]),
            "token used before issue at (iat): iat is 1700000000000: milliseconds? a token's times "
            "are in seconds");
}

TEST(Token, LeavesToStreamWhatAClockOrAnotherSecretWouldMakeGood) {
  for (const Row& row : rows()) {
    const std::string name = row.name;
    if (row.code == 0) continue;
    const bool may_be_good = name == "iat ahead" || name == "nbf ahead" || name == "exp now" ||
                             name == "exp zero" || name == "another secret" ||
                             name == "development" || name == "the API key" ||
                             name == "an empty secret" || name == "a newline behind the secret" ||
                             name == "signature padded" || name == "signature hexadecimal";
    EXPECT_EQ(judged(row.token)->faults.front().in_itself, !may_be_good) << name;
  }
}

TEST(Token, NotesWhatIsUnusualAndNoFault) {
  const auto note_of = [](const char* name) {
    for (const Row& row : rows())
      if (std::string(row.name) == name) return judged(row.token)->notes;
    return std::vector<std::string>{};
  };
  EXPECT_THAT(note_of("iat with a fraction"), Contains(HasSubstr("iat has a fraction")));
  EXPECT_THAT(note_of("iat negative"), Contains(HasSubstr("before 1970")));
  EXPECT_THAT(note_of("node SDK's"), IsEmpty());
}

TEST(Token, MayBeMadeWithTheDecodedSecret) {
  const auto verdict = judged(
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiam9obiJ9.INUSHWRqCXrr_"
      "YVEfIonAqEJsFgf6Ufl0r0r2-VDi0w",
      "abcdefgh");
  EXPECT_THAT(verdict->faults.front().why, HasSubstr("decoded from base64"));
}

TEST(Token, KeepsWhatItGrants) {
  for (const Row& row : rows()) {
    if (std::string(row.name) != "calls") continue;
    const auto verdict = judged(row.token);
    EXPECT_EQ(verdict->bearer.user_id, "john");
    EXPECT_EQ(verdict->bearer.role, "admin");
    EXPECT_EQ(verdict->bearer.call_cids, std::vector<std::string>{"default:a"});
  }
}

TEST(BareToken, IsWithoutWhatPeoplePutAroundIt) {
  for (const char* text : {"a.b.c", " a.b.c\n", "Bearer a.b.c", "bearer  a.b.c\r\n", "\"a.b.c\"",
                           "\xEF\xBB\xBF"
                           "a.b.c\r\n",
                           "'a.b.c'", "Authorization: Bearer a.b.c\n", "authorization:a.b.c"})
    EXPECT_EQ(bare_token(text), "a.b.c") << text;
}

TEST(WithoutTokens, HidesEveryOne) {
  EXPECT_EQ(without_tokens("bad token eyJhbGciOi.eyJ1c2VyX2lk.c2ln, and 'eyJh.eyJ1.c2ln'."),
            "bad token (a token), and '(a token)'.");
  EXPECT_EQ(without_tokens("cut: eyJhbGciOi.eyJ1c2V"), "cut: (a token)");
  for (const char* text : {"", "a.b.c", "eyJ", "eyJhbGciOi", "keyJ"})
    EXPECT_EQ(without_tokens(text), text);
}

TEST(OtherKey, IsWhatBecomesOfASecretBySlips) {
  EXPECT_EQ(unwrapped(" \"abc\"\r\n"), "abc");
  EXPECT_EQ(unwrapped("\xEF\xBB\xBF"
                      "abc\xC2\xA0"),
            "abc");
  EXPECT_EQ(unwrapped("'abc"), "'abc");
  EXPECT_EQ(unwrapped("\""), "\"");
  EXPECT_EQ(unwrapped(""), "");
  for (const OtherKey& slip : slips_of("abc\r"))
    EXPECT_NE(slip.key.reveal(), "abc\r");
  EXPECT_EQ(slips_of("abc\r").front().key.reveal(), "abc");
}

}  // namespace
}  // namespace streamctl::crypto
