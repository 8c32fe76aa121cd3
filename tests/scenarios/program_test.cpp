// The programs as an administrator meets them: settings, exit codes, what they print, HTTP.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <thread>

#include "tests/harness/server_process.hpp"
#include "tests/harness/wire_client.hpp"

namespace parley::test {
namespace {

std::string program(const char* name) { return (program_folder() / name).string(); }

TEST(Program, HelpListsEverySettingWithItsDefault) {
  const CommandResult help = run({program("parleyd"), "--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* word :
       {"--listen", "127.0.0.1:8080", "--data", "PARLEY_MEDIA_PORT", "mail.smtp_url", "--check-config"}) {
    EXPECT_NE(help.output.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(run({program("parley"), "--help"}).exit_code, 0);
}

TEST(Program, MistakesNameFileKeyAndLine) {
  TemporaryFolder folder;
  const std::string file = (folder.path() / "parley.toml").string();
  std::ofstream(file) << "listen = \"127.0.0.1:0\"\n\n[media]\nprot = 5\n";
  const CommandResult unknown = run({program("parleyd"), "--config", file, "--check-config"});
  EXPECT_EQ(unknown.exit_code, 78);
  EXPECT_NE(unknown.output.find(file + ":4"), std::string::npos) << unknown.output;
  EXPECT_NE(unknown.output.find("media.port"), std::string::npos) << unknown.output;

  std::ofstream(file) << "listen = \"nowhere\"\n";
  const CommandResult wrong = run({program("parleyd"), "--config", file, "--check-config"});
  EXPECT_EQ(wrong.exit_code, 78);
  EXPECT_NE(wrong.output.find(file + ":1"), std::string::npos) << wrong.output;

  std::ofstream(file) << "listen = \n";
  EXPECT_EQ(run({program("parleyd"), "--config", file, "--check-config"}).exit_code, 78);
  EXPECT_EQ(run({program("parleyd"), "--no-such-flag", "1"}).exit_code, 2);
  EXPECT_EQ(run({program("parleyd"), "--listen"}).exit_code, 2);
}

TEST(Program, FlagsWeighMoreThanVariablesAndVariablesMoreThanTheFile) {
  TemporaryFolder folder;
  const std::string file = (folder.path() / "parley.toml").string();
  std::ofstream(file) << "log = { level = \"nonsense\" }\n";
  EXPECT_EQ(run({program("parleyd"), "--config", file, "--check-config"}).exit_code, 78);
  std::ofstream(file) << "listen = \"127.0.0.1:1\"\n[media]\nport = 0\n";
  const CommandResult shown = run({program("parleyd"), "--check-config", "--listen", "127.0.0.1:3"},
                                  {"PARLEY_CONFIG=" + file, "PARLEY_LISTEN=127.0.0.1:2"});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_NE(shown.output.find("127.0.0.1:3"), std::string::npos) << shown.output;
  const CommandResult variable =
      run({program("parleyd"), "--check-config"}, {"PARLEY_CONFIG=" + file, "PARLEY_LISTEN=127.0.0.1:2"});
  EXPECT_NE(variable.output.find("127.0.0.1:2"), std::string::npos) << variable.output;
}

TEST(Program, TheReadyLineNamesTheAddressAndTermEndsItWithZero) {
  TemporaryFolder folder;
  ServerProcess server(folder.path());
  EXPECT_EQ(server.ready_line(), "parley is ready: http://127.0.0.1:" + std::to_string(server.port()));
  WireClient client(server.port());
  EXPECT_EQ(server.terminate(), 0);
}

TEST(Program, SeveralServersRunSideBySide) {
  TemporaryFolder folders[3];
  ServerProcess a(folders[0].path()), b(folders[1].path()), c(folders[2].path());
  EXPECT_NE(a.port(), b.port());
  EXPECT_NE(b.port(), c.port());
}

TEST(Program, APortInUseIsSaid) {
  TemporaryFolder folders[2];
  ServerProcess server(folders[0].path());
  const CommandResult second = run({program("parleyd"), "--listen", "127.0.0.1:" + std::to_string(server.port()),
                                    "--data", folders[1].path().string()});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.output.find(std::to_string(server.port())), std::string::npos) << second.output;
}

TEST(Program, HealthAndTheWebAppAreServed) {
  TemporaryFolder folder;
  ServerProcess server(folder.path());
  const auto get = [&](const std::string& path) {
    return run({"curl", "-s", "-i", "--path-as-is", server.http() + path}).output;
  };
  EXPECT_NE(get("/livez").find("200 OK"), std::string::npos);
  EXPECT_NE(get("/readyz").find("200 OK"), std::string::npos);
  const std::string page = get("/");
  EXPECT_NE(page.find("200 OK"), std::string::npos);
  EXPECT_NE(page.find("text/html"), std::string::npos);
  EXPECT_NE(page.find("Content-Security-Policy"), std::string::npos);
  EXPECT_EQ(get("/../../../../etc/passwd").find("root:"), std::string::npos);
  EXPECT_EQ(get("/%2e%2e/%2e%2e/%2e%2e/etc/passwd").find("root:"), std::string::npos);
}

TEST(Program, ServesTlsAndReadsARenewedCertificateOnHangup) {
  TemporaryFolder folder;
  const std::string key = (folder.path() / "key.pem").string(),
                    certificate = (folder.path() / "certificate.pem").string();
  const auto renew = [&](const std::string& name) {
    ASSERT_EQ(
        run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate})
            .exit_code,
        0);
  };
  renew("first");
  ServerProcess server(folder.path() / "data", {"--tls-certificate", certificate, "--tls-key", key});
  EXPECT_EQ(server.ready_line(), "parley is ready: https://127.0.0.1:" + std::to_string(server.port()));
  const std::string address = "https://127.0.0.1:" + std::to_string(server.port()) + "/livez";
  const auto get = [&] { return run({"curl", "-s", "-v", "--cacert", certificate, address}).output; };
  EXPECT_NE(get().find("CN=first"), std::string::npos);
  renew("second");
  ::kill(server.pid(), SIGHUP);
  std::string seen;
  for (int i = 0; i < 100 && seen.find("CN=second") == std::string::npos; ++i) {
    seen = get();
    std::this_thread::sleep_for(milliseconds(50));
  }
  EXPECT_NE(seen.find("CN=second"), std::string::npos) << seen;
  EXPECT_NE(seen.find("200 OK"), std::string::npos) << seen;
}

TEST(Program, AWrongCertificateIsSaidAtStart) {
  TemporaryFolder folder;
  const CommandResult wrong = run({program("parleyd"), "--listen", "127.0.0.1:0", "--data", folder.path().string(),
                                   "--tls-certificate", "/dev/null", "--tls-key", "/dev/null"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_NE(wrong.output.find("/dev/null"), std::string::npos) << wrong.output;
}

}  // namespace
}  // namespace parley::test
