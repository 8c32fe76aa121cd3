// The same port with TLS, with certificates made here.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "transport/test_server.hpp"

namespace parley::transport::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using Seen = RecordingApplication::Seen;

class TlsTest : public ServerTest {
 protected:
  TlsTest() : folder_(fs::temp_directory_path() / ("parley_tls_test_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    config.certificate_file = (folder_ / "certificate.pem").string();
    config.private_key_file = (folder_ / "key.pem").string();
    make_certificate();
  }
  ~TlsTest() override { fs::remove_all(folder_); }

  void make_certificate() {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("chat.example"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    X509_set_pubkey(certificate.get(), key.get());
    ASSERT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
    const auto save = [](const std::string& name, const auto& write) {
      std::FILE* file = std::fopen(name.c_str(), "w");
      write(file);
      std::fclose(file);
    };
    save(config.certificate_file, [&](std::FILE* file) { PEM_write_X509(file, certificate.get()); });
    save(config.private_key_file,
         [&](std::FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }

  const fs::path folder_;
};

TEST_F(TlsTest, SpeaksBothOnOnePort) {
  application.echoes = true;
  start();
  const auto page = TestClient(server->port(), true).get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.has("strict-transport-security: max-age="));

  const auto client = logged_in("ann");
  const std::string large(900'000, 'l');
  client->send_text(large);
  EXPECT_EQ(client->read_answer().payload, "echo " + large);
  for (int i = 0; i < 500; ++i) publish({"ann"}, "event " + std::to_string(i));
  for (int i = 0; i < 500; ++i) ASSERT_EQ(client->read_answer().payload, "event " + std::to_string(i));
  client->send_frame(8, "");
  expect_close(*client, 1000, "Normal disconnect");
  EXPECT_TRUE(client->ended());
}

TEST_F(TlsTest, DropsASlowReaderInOrder) {
  config.limits.outgoing_queue = 256u << 10;
  start();
  const auto slow = logged_in("slow", 4'096);
  const std::string block(100'000, 'x');
  for (int i = 0; server->connected("slow"); ++i) {
    ASSERT_LT(i, 10'000);
    publish({"slow"}, block);
  }
  ReceivedFrame last = slow->read_answer();
  while (last.opcode == 1) {
    EXPECT_EQ(last.payload.size(), block.size());
    last = slow->read_answer();
  }
  EXPECT_EQ(last.close_reason(), "Reading too slowly");
}

TEST_F(TlsTest, EndsAHandshakeThatDoesNotComeToItsEnd) {
  config.limits.header_deadline = 60ms;
  start();
  TestClient silent(server->port());
  EXPECT_TRUE(silent.ended());
  TestClient cut(server->port());
  cut.send_raw(std::string("\x16\x03\x01\x02\x00\x01", 6));
  EXPECT_TRUE(cut.ended());
  TestClient plain(server->port());
  plain.send_raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  while (!plain.ended()) {
  }
  EXPECT_EQ(server->counters().requests, 0u);
}

TEST_F(TlsTest, ReadsCertificatesAnew) {
  start();
  const auto before = logged_in("ann");
  make_certificate();
  EXPECT_TRUE(server->reload_certificates());
  EXPECT_EQ(TestClient(server->port(), true).get("/livez").status, 200);
  std::ofstream(config.private_key_file) << "no key";
  const auto failed = server->reload_certificates();
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().text.find("cannot use the private key"), std::string::npos);
  EXPECT_EQ(TestClient(server->port(), true).get("/livez").status, 200) << "with the old one";
  publish({"ann"}, "still there");
  EXPECT_EQ(before->read_answer().payload, "still there");
}

TEST_F(TlsTest, DoesNotStartWithoutAProperCertificate) {
  config.certificate_file = (folder_ / "missing.pem").string();
  const auto started = Server::start(config, application, bus);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().text.find("missing.pem"), std::string::npos);
}

}  // namespace
}  // namespace parley::transport::test
