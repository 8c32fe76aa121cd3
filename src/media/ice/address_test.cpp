#include "media/ice/address.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <unordered_set>

namespace parley::media {
namespace {

TEST(AddressTest, ParsesAndPrints) {
  for (const char* text : {"1.2.3.4:5", "[::1]:65535", "[2001:db8::7]:0"}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->to_string(), text);
  }
  for (const char* text : {"", ":", "1.2.3.4", "1.2.3.4:", "1.2.3.4:65536", "1.2.3:1", "::1:5", "[::1:5", "[1.2.3.4]:5",
                           "1.2.3.4:5x", "name:5", "[]:5", "[fe80::1%eth0]:1"}) {
    EXPECT_FALSE(Address::parse(text)) << text;
  }
  EXPECT_FALSE(Address().valid());
}

TEST(AddressTest, SurvivesSocketForm) {
  for (const char* text : {"192.0.2.1:7", "[2001:db8::7]:9"}) {
    const auto address = Address::parse(text);
    for (const bool as_ipv6 : {false, true}) {
      sockaddr_storage storage;
      const std::size_t length = address->to_sockaddr(storage, as_ipv6);
      const auto* raw = reinterpret_cast<const sockaddr*>(&storage);
      EXPECT_EQ(Address::from_sockaddr(raw, length), address);
      EXPECT_FALSE(Address::from_sockaddr(raw, 3));
    }
  }
}

TEST(AddressTest, MappedIpv4IsIpv4) { EXPECT_EQ(Address::parse("[::ffff:1.2.3.4]:5"), Address::parse("1.2.3.4:5")); }

TEST(AddressTest, HashesSpread) {
  std::unordered_set<std::size_t> seen;
  for (int port = 0; port < 1000; ++port) {
    seen.insert(Address::parse("10.0.0.1", static_cast<std::uint16_t>(port))->hash() & 0xFFFFF);
  }
  EXPECT_GT(seen.size(), 990u);
}

}  // namespace
}  // namespace parley::media
