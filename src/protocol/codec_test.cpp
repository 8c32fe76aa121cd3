#include <gtest/gtest.h>

#include "protocol/calls.hpp"
#include "protocol/errors.hpp"
#include "protocol/frame.hpp"
#include "protocol/types.hpp"

namespace parley::protocol {
namespace {

template <class T>
Result<T> read(std::string_view text) {
  const auto json = Json::parse(text);
  EXPECT_TRUE(json) << text;
  return decode<T>(*json);
}

template <class T>
std::string problem(std::string_view text) {
  const auto value = read<T>(text);
  EXPECT_FALSE(value) << text;
  return value ? "" : value.error().text;
}

TEST(Codec, AbsentAndNullAreTheSame) {
  for (const std::string_view text : {R"({})", R"({"id":null,"name":null,"members":null})"}) {
    const auto call = read<calls::CreateChat>(text);
    ASSERT_TRUE(call);
    EXPECT_FALSE(call->id);
    EXPECT_FALSE(call->members);
  }
}

TEST(Codec, UnknownMembersAreIgnored) {
  const auto call = read<calls::LoadChat>(R"({"id":"c","internalMessageId":"x","later":{"added":[1]}})");
  ASSERT_TRUE(call);
  EXPECT_EQ(call->id, "c");
}

TEST(Codec, ErrorsNameTheField) {
  EXPECT_EQ(problem<calls::LoadChat>("{}"), "field 'id' is missing");
  EXPECT_EQ(problem<calls::LoadChat>(R"({"id":null})"), "field 'id' is missing");
  EXPECT_EQ(problem<calls::LoadChat>(R"({"id":5})"), "field 'id' must be a string");
  EXPECT_EQ(problem<calls::LoadChat>("[]"), "the arguments must be an object");
  EXPECT_EQ(problem<calls::CreateChat>(R"({"members":"bob"})"), "field 'members' must be an array");
  EXPECT_EQ(problem<calls::CreateChat>(R"({"members":["bob",5]})"), "field 'members' must be a string");
  EXPECT_EQ(problem<calls::CreateChat>(R"({"favourite":"yes"})"), "field 'favourite' must be true or false");
  EXPECT_EQ(problem<calls::CreateChat>(R"({"type":"SECRET"})"), "field 'type' has an unknown value");
  EXPECT_EQ(problem<calls::MuteChat>(R"({"id":"c","muteTime":"5"})"), "field 'muteTime' must be a number");
  EXPECT_EQ(problem<calls::MuteChat>(R"({"id":"c","muteTime":1e300})"),
            "field 'muteTime' must be a number of at most 64 bits");
  EXPECT_EQ(problem<calls::SendMessage>(R"({"targetEntityId":{"chatId":[]}})"),
            "field 'targetEntityId.chatId' must be a string");
  EXPECT_EQ(problem<calls::SendMessage>(R"({"attachments":[{"type":"file","name":"a","size":1}]})"),
            "field 'attachments.id' is missing");
  EXPECT_EQ(problem<calls::ChangeUserPassword>(R"({"password":"x"})"), "field 'password' must be an object");
}

TEST(Codec, CutsFractionsOff) {
  // 1.1 * 3600 * 1000, as JavaScript writes it
  EXPECT_EQ(read<calls::MuteChat>(R"({"id":"c","muteTime":3960000.0000000005})")->muteTime, 3960000);
  EXPECT_EQ(read<calls::MuteChat>(R"({"id":"c","muteTime":-0.5})")->muteTime, 0);
}

TEST(Codec, LimitsAreInBytes) {
  const std::string body(262145, 'x');
  EXPECT_EQ(problem<calls::SendMessage>(R"({"body":")" + body + "\"}"), "field 'body' is longer than 262144 bytes");
  EXPECT_TRUE(read<calls::SendMessage>(R"({"body":")" + body.substr(1) + "\"}"));
  std::string members = "[\"a\"";
  for (int i = 0; i < 10000; ++i) members += ",\"a\"";
  EXPECT_EQ(problem<calls::CreateChat>(R"({"members":)" + members + "]}"),
            "field 'members' has more than 10000 elements");
}

TEST(Codec, RefusesTheCharacterNul) {
  EXPECT_EQ(problem<calls::LoadChat>(R"({"id":"a\u0000b"})"), "field 'id' must not contain the character NUL");
}

TEST(Codec, NumericEnumsAndIntegralDoubles) {
  const auto call = read<calls::LoadMessagesWithMentions>(R"({"userTag":"<@a>","sortOrder":1.0})");
  ASSERT_TRUE(call);
  EXPECT_EQ(call->sortOrder, SortOrder::DESC);
  EXPECT_EQ(problem<calls::LoadMessagesWithMentions>(R"({"userTag":"x","sortOrder":2})"),
            "field 'sortOrder' has an unknown value");
  EXPECT_EQ(encode(*call), R"({"userTag":"<@a>","sortOrder":1})");
}

TEST(Codec, OptionalIsLeftOutNullableIsNull) {
  UserInfo user;
  user.id = "bob";
  EXPECT_EQ(encode(user),
            R"({"id":"bob","email":"","nickname":"","icon":null,"phoneNumber":"","hostKey":"","timezone":"",)"
            R"("status":"ONLINE"})");
  EXPECT_EQ(encode(MessageTargetEntityId{.chatId = "c"}), R"({"chatId":"c"})");
  EXPECT_EQ(encode(calls::GetUserInfo{}), "{}");
}

TEST(Codec, ParentsNest) {
  Message message;
  message.id = "m-2";
  message.parentMessage = std::make_shared<Message>();
  message.parentMessage->id = "m-1";
  message.deliveryStatus = {{"ben", DeliveryStatus::READ}};
  const auto again = read<Message>(encode(message));
  ASSERT_TRUE(again);
  ASSERT_TRUE(again->parentMessage);
  EXPECT_EQ(again->parentMessage->id, "m-1");
  EXPECT_FALSE(again->parentMessage->parentMessage);
  EXPECT_EQ(again->deliveryStatus, message.deliveryStatus);
}

TEST(Codec, AnyKeepsItsJson) {
  const auto failed = read<OperationFailed>(R"({"operation":"X","error":"e","info":{"a":[1, null]}})");
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->info, R"({"a":[1,null]})");
  EXPECT_EQ(encode(*failed), R"({"operation":"X","error":"e","info":{"a":[1,null]}})");
}

TEST(Codec, EnumsKnowTheirWireValues) {
  EXPECT_EQ(wire(PresenceStatus::DO_NOT_DISTURB), "DO_NOT_DISTURB");
  EXPECT_EQ(wire(RoomEvent::WAITING_LIST), "SFU_WAITING_LIST");
  EXPECT_EQ(wire(RemoteSdpType::ANSWER), "answer");
  EXPECT_EQ(wire(SortOrder::DESC), 1);
  PresenceStatus status = PresenceStatus::IDLE;
  EXPECT_FALSE(from_wire("online", status));
  EXPECT_EQ(status, PresenceStatus::IDLE);
  EXPECT_TRUE(from_wire("OFFLINE", status));
  EXPECT_EQ(status, PresenceStatus::OFFLINE);
  EXPECT_EQ(errors::RoomError::WRONG_PIN, "Wrong pin");
  EXPECT_EQ(errors::NORMAL_DISCONNECT, "Normal disconnect");
}

}  // namespace
}  // namespace parley::protocol
