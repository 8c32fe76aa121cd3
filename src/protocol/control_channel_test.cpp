#include "protocol/control_channel.hpp"

#include <gtest/gtest.h>

#include "protocol/json.hpp"

namespace parley::protocol {
namespace {

TEST(ControlChannel, ShortMessagesGetTheirLast) {
  const auto piece = parse_control_piece(R"({"id":"m","payload":"hi"})");
  ASSERT_TRUE(piece);
  EXPECT_TRUE(piece->last);
  EXPECT_EQ(piece->id, "m");
  EXPECT_EQ(piece->relayed, R"({"id":"m","last":true,"payload":"hi"})");
}

TEST(ControlChannel, PiecesKeepTheirLast) {
  const auto piece = parse_control_piece(R"({"id":"m","last":false,"payload":"a\"b"})");
  ASSERT_TRUE(piece);
  EXPECT_FALSE(piece->last);
  EXPECT_EQ(piece->relayed, R"({"id":"m","last":false,"payload":"a\"b"})");
}

TEST(ControlChannel, RefusesWhatIsNoPiece) {
  for (const std::string_view text :
       {"", "{}", "[]", R"({"id":"m"})", R"({"payload":"x"})", R"({"id":1,"payload":"x"})"}) {
    EXPECT_FALSE(parse_control_piece(text)) << text;
  }
}

TEST(ControlChannel, AnswersAndRelays) {
  EXPECT_EQ(control_ack("m"), R"({"type":"ACK","internalMessageId":"m"})");
  EXPECT_EQ(control_failed("m", "no"), R"({"type":"FAILED","internalMessageId":"m","error":"no"})");
  const auto relayed = Json::parse(control_message("r", "ann", "Ann", R"({"id":"m","last":true,"payload":"hi"})"));
  ASSERT_TRUE(relayed);
  EXPECT_EQ(relayed->get("type").string(), "MESSAGE");
  EXPECT_EQ(relayed->get("roomId").string(), "r");
  EXPECT_EQ(relayed->get("message").get("nickName").string(), "Ann");
  EXPECT_EQ(relayed->get("message").get("message").string(), R"({"id":"m","last":true,"payload":"hi"})");
}

}  // namespace
}  // namespace parley::protocol
