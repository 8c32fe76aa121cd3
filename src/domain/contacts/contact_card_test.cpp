#include "domain/contacts/contact_card.hpp"

#include <gtest/gtest.h>

#include "protocol/writer.hpp"

namespace parley::domain {
namespace {

using protocol::PresenceStatus;

TEST(ContactCard, WritesWhatTheEncoderOfTheProtocolWrites) {
  PublicProfile bold;
  bold.id = R"("status":"ONLINE")";
  bold.nickname = "\",\"status\":\"ONLINE\"\\";
  bold.public_key = R"({"status":"ONLINE"})";
  bold.encryption_enabled = true;
  PublicProfile plain;
  plain.id = "ann";
  plain.nickname = "Ann";
  plain.icon = "https://example.com/ann.png";
  for (const PublicProfile& profile : {bold, plain}) {
    const ContactCard card(profile);
    for (const auto status :
         {PresenceStatus::ONLINE, PresenceStatus::IDLE, PresenceStatus::DO_NOT_DISTURB, PresenceStatus::OFFLINE}) {
      for (const bool is_friend : {false, true}) {
        for (const std::int64_t volume : {0, 100, 250}) {
          std::string written, expected;
          card.write(written, is_friend, volume, status);
          protocol::write_json(expected, card.contact(is_friend, volume, status));
          EXPECT_EQ(written, expected);
        }
      }
    }
  }
}

}  // namespace
}  // namespace parley::domain
