#include "media/ice/stun_message.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

// RFC 5769: the samples' short-term credential.
constexpr std::string_view kPassword = "VOkJxbRl1RmTxUk/WvJxBt";
constexpr TransactionId kTransaction = {0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae};

Bytes from_hex(std::string_view text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

Bytes sample_request() {  // RFC 5769 section 2.1
  return from_hex(
      "000100582112a442b7e7a701bc34d686fa87dfae"
      "802200105354554e207465737420636c69656e74"
      "002400046e0001ff"
      "80290008932ff9b151263b36"
      "000600096576746a3a68367659202020"
      "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
      "80280004e57a3bcf");
}

Bytes sample_ipv4_response() {  // RFC 5769 section 2.2
  return from_hex(
      "0101003c2112a442b7e7a701bc34d686fa87dfae"
      "8022000b7465737420766563746f7220"
      "002000080001a147e112a643"
      "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
      "80280004c07d4c96");
}

Bytes sample_ipv6_response() {  // RFC 5769 section 2.3
  return from_hex(
      "010100482112a442b7e7a701bc34d686fa87dfae"
      "8022000b7465737420766563746f7220"
      "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
      "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
      "80280004c8fb0b4c");
}

TEST(StunMessageTest, ReadsSampleRequest) {
  const Bytes bytes = sample_request();
  const auto message = StunMessage::parse(bytes);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->message_class(), StunClass::request);
  EXPECT_EQ(message->method(), kStunBinding);
  EXPECT_EQ(message->transaction(), kTransaction);
  EXPECT_EQ(message->username(), "evtj:h6vY");
  EXPECT_EQ(message->priority(), 0x6e0001ffu);
  EXPECT_EQ(message->ice_controlled(), 0x932ff9b151263b36u);
  EXPECT_FALSE(message->ice_controlling());
  EXPECT_FALSE(message->use_candidate());
  EXPECT_TRUE(message->has_fingerprint());
  EXPECT_TRUE(message->verify_integrity(kPassword));
  EXPECT_FALSE(message->verify_integrity("VOkJxbRl1RmTxUk/WvJxBu"));
  EXPECT_FALSE(message->verify_integrity(""));
  EXPECT_EQ(request_local_ufrag(bytes), "evtj");
}

TEST(StunMessageTest, ReadsSampleResponses) {
  const Bytes ipv4 = sample_ipv4_response(), ipv6 = sample_ipv6_response();
  const auto first = StunMessage::parse(ipv4), second = StunMessage::parse(ipv6);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->message_class(), StunClass::success);
  EXPECT_TRUE(first->verify_integrity(kPassword));
  EXPECT_TRUE(second->verify_integrity(kPassword));
  EXPECT_EQ(first->xor_mapped_address(), Address::parse("192.0.2.1:32853"));
  EXPECT_EQ(second->xor_mapped_address(), Address::parse("[2001:db8:1234:5678:11:2233:4455:6677]:32853"));
  EXPECT_FALSE(request_local_ufrag(ipv4));
}

TEST(StunMessageTest, ReadsBackWhatItWrites) {
  const auto address = *Address::parse("[2001:db8::9]:443");
  const Bytes bytes = StunBuilder(StunClass::request, kTransaction)
                          .username("them:us")
                          .priority(77)
                          .ice_controlling(0x0102030405060708u)
                          .use_candidate()
                          .xor_mapped_address(address)
                          .finish("secret");
  const auto message = StunMessage::parse(bytes);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->username(), "them:us");
  EXPECT_EQ(message->priority(), 77u);
  EXPECT_EQ(message->ice_controlling(), 0x0102030405060708u);
  EXPECT_TRUE(message->use_candidate());
  EXPECT_EQ(message->xor_mapped_address(), address);
  EXPECT_TRUE(message->has_fingerprint());
  EXPECT_TRUE(message->verify_integrity("secret"));

  for (const auto message_class : {StunClass::request, StunClass::indication, StunClass::success, StunClass::error}) {
    for (const std::uint16_t method : {0x001, 0x003, 0x080, 0xFFF}) {
      const Bytes plain = StunBuilder(message_class, kTransaction, method).error(487, "Role Conflict").finish("");
      const auto parsed = StunMessage::parse(plain);
      ASSERT_TRUE(parsed);
      EXPECT_EQ(parsed->message_class(), message_class);
      EXPECT_EQ(parsed->method(), method);
      EXPECT_EQ(parsed->error_code(), 487);
      EXPECT_FALSE(parsed->verify_integrity(""));
    }
  }
}

TEST(StunMessageTest, IgnoresAttributesAfterIntegrity) {
  Bytes bytes = StunBuilder(StunClass::request, kTransaction).username("a:b").finish("secret");
  bytes.resize(bytes.size() - 8);  // take FINGERPRINT off, put USE-CANDIDATE behind
  for (const std::uint8_t byte : {0x00, 0x25, 0x00, 0x00}) bytes.push_back(byte);
  bytes[3] = static_cast<std::uint8_t>(bytes.size() - 20);
  const auto message = StunMessage::parse(bytes);
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->verify_integrity("secret"));
  EXPECT_FALSE(message->use_candidate());
}

TEST(StunMessageTest, EveryFlippedBitIsNoticed) {
  const Bytes good = sample_request();
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1 << bit % 8);
    const auto message = StunMessage::parse(bad);
    EXPECT_FALSE(message && message->has_fingerprint() && message->verify_integrity(kPassword)) << bit;
  }
}

TEST(StunMessageTest, EveryPrefixIsRefused) {
  const Bytes good = sample_request();
  for (std::size_t size = 0; size < good.size(); ++size) {
    const Bytes prefix(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(StunMessage::parse(prefix)) << size;
  }
}

TEST(StunMessageTest, SurvivesGarbage) {
  std::mt19937 random(11);
  const Bytes good = sample_request();
  std::size_t parsed = 0;
  for (int round = 0; round < 200'000; ++round) {
    Bytes bytes = good;
    bytes.resize(bytes.size() - 8);  // without FINGERPRINT more gets through
    bytes[3] = static_cast<std::uint8_t>(bytes.size() - 20);
    for (unsigned i = 0, n = random() % 4; i <= n; ++i)
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    const Bytes exact(bytes);  // exact capacity: a sanitizer sees any step past the end
    if (const auto message = StunMessage::parse(exact)) {
      ++parsed;
      message->username();
      message->priority();
      message->ice_controlled();
      message->xor_mapped_address();
      message->error_code();
      message->attribute(static_cast<std::uint16_t>(random()));
    }
    request_local_ufrag(exact);
  }
  EXPECT_GT(parsed, 1000u);
}

TEST(StunMessageTest, RefusesTooManyAttributes) {
  StunBuilder few(StunClass::request, kTransaction), many(StunClass::request, kTransaction);
  for (int i = 0; i < 30; ++i) few.use_candidate();
  for (int i = 0; i < 33; ++i) many.use_candidate();
  EXPECT_TRUE(StunMessage::parse(few.finish("x")));
  EXPECT_FALSE(StunMessage::parse(many.finish("x")));
}

TEST(StunMessageTest, NameWithoutColonFindsNobody) {
  EXPECT_FALSE(request_local_ufrag(StunBuilder(StunClass::request, kTransaction).username("abc").finish("x")));
  EXPECT_FALSE(request_local_ufrag(StunBuilder(StunClass::request, kTransaction).username(":abc").finish("x")));
  EXPECT_FALSE(request_local_ufrag(StunBuilder(StunClass::request, kTransaction).finish("x")));
}

}  // namespace
}  // namespace parley::media
