#include "room_text.hpp"

#include <gtest/gtest.h>

#include "protocol/control_channel.hpp"
#include "protocol/frame.hpp"

namespace parley::sdk {
namespace {

protocol::FragmentedMessage piece(const std::string& text) {
  return *protocol::decode<protocol::FragmentedMessage>(*protocol::Json::parse(text));
}

protocol::RoomMessage relayed(const std::string& user, const std::string& piece) {
  protocol::RoomMessage message;
  message.message.nickName = "Ann";
  message.message.userId = user;
  message.message.message = protocol::parse_control_piece(piece)->relayed;
  return message;
}

TEST(RoomText, AShortMessageIsOnePieceWithoutLast) {
  EXPECT_EQ(room_message_pieces("7", "Hi"), (std::vector<std::string>{R"({"id":"7","payload":"Hi"})"}));
  EXPECT_EQ(room_message_pieces("7", "").size(), 1u);
  EXPECT_EQ(room_message_pieces("7", std::string(16384, 'x')).size(), 1u);
}

TEST(RoomText, ALongOneIsCutBetweenCharacters) {
  std::string text(16383, 'x');
  text += "𝄞é";  // two UTF-16 units, which don't fit the first piece any more
  const auto pieces = room_message_pieces("7", text);
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_EQ(piece(pieces[0]).payload, std::string(16383, 'x'));
  EXPECT_EQ(piece(pieces[0]).last, false);
  EXPECT_EQ(piece(pieces[1]).payload, "𝄞é");
  EXPECT_EQ(piece(pieces[1]).last, true);
}

TEST(RoomText, PiecesOfSeveralSendersComeTogetherAgain) {
  const std::string ann(40'000, 'a'), ben(40'000, 'b');
  const auto anns = room_message_pieces("1", ann), bens = room_message_pieces("1", ben);
  ASSERT_EQ(anns.size(), 3u);
  RoomMessageCollector collector;
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_FALSE(collector.add(relayed("ann", anns[i])));
    EXPECT_FALSE(collector.add(relayed("ben", bens[i])));
  }
  const auto whole = collector.add(relayed("ben", bens[2]));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->message.message, ben);
  EXPECT_EQ(collector.add(relayed("ann", anns[2]))->message.message, ann);
  EXPECT_EQ(collector.add(relayed("ann", room_message_pieces("2", "short")[0]))->message.message, "short");
}

TEST(RoomText, NonsenseIsIgnoredAndPiecesWithoutEndAreForgotten) {
  RoomMessageCollector collector;
  protocol::RoomMessage message;
  for (const char* text : {"", "hello", "[]", "{}", R"({"id":1,"payload":"x"})"}) {
    message.message.message = text;
    EXPECT_FALSE(collector.add(message)) << text;
  }
  protocol::FragmentedMessage endless;
  endless.payload = std::string(16384, 'x');
  for (int i = 0; i < 2000; ++i) {
    endless.id = std::to_string(i);
    message.message.message = protocol::encode(endless);
    EXPECT_FALSE(collector.add(message));
  }
  EXPECT_TRUE(collector.add(relayed("ann", room_message_pieces("2", "short")[0])));
}

}  // namespace
}  // namespace parley::sdk
