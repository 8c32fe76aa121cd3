#include "server/settings.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "server/setting_table.hpp"

namespace parley::server {
namespace {

bool read(SettingsReader& reader, std::vector<const char*> arguments, std::vector<const char*> environment = {}) {
  arguments.insert(arguments.begin(), "parleyd");
  environment.push_back(nullptr);
  return reader.read(static_cast<int>(arguments.size()), arguments.data(), environment.data());
}

TEST(Settings, HostsAndPorts) {
  SettingsReader reader;
  ASSERT_TRUE(read(reader, {"--listen", "[::1]:0", "--media-port=31001"}));
  EXPECT_EQ(reader.command_line().settings.listen_host, "::1");
  EXPECT_EQ(reader.command_line().settings.listen_port, 0);
  EXPECT_EQ(reader.command_line().settings.media_port, 31001);
  for (const char* wrong : {"8080", "host:", ":80", "host:70000", "host:-1", "host:8x"}) {
    EXPECT_FALSE(read(reader, {"--listen", wrong})) << wrong;
    EXPECT_EQ(reader.error().exit_code, 2);
  }
}

TEST(Settings, FlagsWinOverVariables) {
  SettingsReader reader;
  ASSERT_TRUE(read(reader, {"--log-level", "debug"}, {"PARLEY_LOG_LEVEL=error", "PARLEY_READERS=5", "HOME=/tmp"}));
  EXPECT_EQ(reader.command_line().settings.log_level, log::Level::debug);
  EXPECT_EQ(reader.command_line().settings.readers, 5);
}

TEST(Settings, VariablesThatAreNoSettingsAreWarnedAbout) {
  SettingsReader reader;
  ASSERT_TRUE(read(reader, {}, {"PARLEY_SERVICE_HOST=10.0.0.1"}));
  ASSERT_EQ(reader.command_line().warnings.size(), 1u);
  EXPECT_NE(reader.command_line().warnings[0].find("PARLEY_SERVICE_HOST"), std::string::npos);
}

TEST(Settings, SecretsComeFromVariablesOrFilesAndAreNoFlags) {
  const std::string file = testing::TempDir() + "parley-secret";
  std::ofstream(file) << "hush\n";
  const std::string variable = "PARLEY_MAIL_SMTP_PASSWORD_FILE=" + file;
  SettingsReader reader;
  ASSERT_TRUE(read(reader, {}, {variable.c_str()}));
  EXPECT_EQ(reader.command_line().settings.smtp_password, "hush");
  EXPECT_FALSE(read(reader, {"--mail-smtp-password", "hush"}));
}

TEST(Settings, ACertificateNeedsItsKey) {
  SettingsReader reader;
  EXPECT_FALSE(read(reader, {"--tls-certificate", "c.pem"}));
  EXPECT_EQ(reader.error().exit_code, 78);
}

TEST(Settings, EveryKeyHasItsOwnFlagAndVariable) {
  std::set<std::string> names;
  for (const Setting& setting : setting_table()) {
    EXPECT_TRUE(names.insert(flag_of(setting)).second);
    EXPECT_TRUE(names.insert(variable_of(setting)).second);
    EXPECT_FALSE(setting.help.empty());
  }
  EXPECT_EQ(nearest_key("media.prot"), "media.port");
  EXPECT_EQ(nearest_key("xyzzy"), "");
}

}  // namespace
}  // namespace parley::server
