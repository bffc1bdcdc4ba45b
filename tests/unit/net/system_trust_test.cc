#include "net/tls/system_trust.h"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace streamctl::net {
namespace {

SystemTrust trust_with(const std::map<std::string, std::string>& variables,
                       const std::set<std::string>& files) {
  const Environment environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  return system_trust(environment, [&](const std::string& path) { return files.contains(path); });
}

TEST(SystemTrust, FindsTheBundleOfEachDistribution) {
  const std::string debian = "/etc/ssl/certs/ca-certificates.crt";
  const std::string fedora = "/etc/pki/tls/certs/ca-bundle.crt";
  for (const std::string& bundle :
       {debian, fedora, std::string("/etc/ssl/ca-bundle.pem"), std::string("/etc/ssl/cert.pem"),
        std::string("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem")}) {
    const SystemTrust trust = trust_with({}, {bundle, "/etc/ssl/certs"});
    EXPECT_EQ(trust.file, bundle);
    EXPECT_EQ(trust.directory, "");
    EXPECT_FALSE(trust.is_named);
  }
  EXPECT_EQ(trust_with({}, {fedora, debian}).file, debian);
  EXPECT_EQ(trust_with({}, {"/etc/ssl/certs"}).directory, "/etc/ssl/certs");
  const SystemTrust none = trust_with({}, {});
  EXPECT_EQ(none.file + none.directory, "");
}

TEST(SystemTrust, VariablesStandInPlaceOfTheSystem) {
  const std::set<std::string> files{"/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs"};
  const SystemTrust file = trust_with({{"SSL_CERT_FILE", "/mine.pem"}}, files);
  EXPECT_EQ(file.file, "/mine.pem");
  EXPECT_EQ(file.directory, "");
  EXPECT_TRUE(file.is_named);
  const SystemTrust folder = trust_with({{"SSL_CERT_DIR", "/a:/b"}}, files);
  EXPECT_EQ(folder.file, "");
  EXPECT_EQ(folder.directory, "/a:/b");
  EXPECT_TRUE(folder.is_named);
  const SystemTrust both = trust_with({{"SSL_CERT_FILE", "/m"}, {"SSL_CERT_DIR", "/a"}}, files);
  EXPECT_EQ(both.file + both.directory, "/m/a");
  EXPECT_FALSE(trust_with({{"SSL_CERT_FILE", ""}}, files).is_named);
}

}  // namespace
}  // namespace streamctl::net
