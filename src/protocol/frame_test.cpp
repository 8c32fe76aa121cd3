#include "protocol/frame.hpp"

#include <gtest/gtest.h>

#include "protocol/calls.hpp"
#include "protocol/enums.hpp"
#include "protocol/events.hpp"
#include "protocol/types.hpp"

namespace parley::protocol {
namespace {

std::string problem(std::string_view text) {
  const auto frame = parse_client_frame(text);
  EXPECT_FALSE(frame) << text;
  return frame ? "" : frame.error().text;
}

TEST(ClientFrame, GivesNameIdAndArgument) {
  const auto frame = parse_client_frame(R"({"message":"loadChat","data":[{"id":"c","internalMessageId":"u-1"}]})");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->message, "loadChat");
  EXPECT_EQ(frame->internalMessageId, "u-1");
  EXPECT_EQ(decode<calls::LoadChat>(frame->argument).value().id, "c");
}

TEST(ClientFrame, WithoutArgumentHasAnEmptyObject) {
  for (const std::string_view text :
       {R"({"message":"ping","data":[""]})", R"({"message":"pong","data":[null]})", R"({"message":"ping"})",
        R"({"message":"ping","data":[]})", R"({"message":"ping","data":null})", R"({"message":"ping","data":{"a":1}})",
        R"({"message":"ping","data":[[1]]})"}) {
    const auto frame = parse_client_frame(text);
    ASSERT_TRUE(frame) << text;
    EXPECT_TRUE(frame->argument.is_object());
    EXPECT_EQ(frame->argument.size(), 0u);
    EXPECT_EQ(frame->internalMessageId, "");
  }
}

TEST(ClientFrame, IdIsAbsentNullOrEmptyAlike) {
  for (const std::string_view id : {"null", "\"\"", "5", "{}"}) {
    const auto frame = parse_client_frame(R"({"message":"x","data":[{"internalMessageId":)" + std::string(id) + "}]}");
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->internalMessageId, "");
  }
}

TEST(ClientFrame, RefusesWhatIsNoFrame) {
  EXPECT_EQ(problem("[]"), "the frame must be an object");
  EXPECT_EQ(problem("\"x\""), "the frame must be an object");
  EXPECT_EQ(problem("{}"), "field 'message' must be a string");
  EXPECT_EQ(problem(R"({"message":null,"data":[{}]})"), "field 'message' must be a string");
  EXPECT_EQ(problem(R"({"message":5})"), "field 'message' must be a string");
  EXPECT_NE(problem(""), "");
  EXPECT_NE(problem(R"({"message":"x")"), "");
  EXPECT_EQ(problem(R"({"message":"x","data":[{"internalMessageId":")" + std::string(1025, 'i') + "\"}]}"),
            "field 'internalMessageId' is longer than 1024 bytes");
}

TEST(EventFrame, HasEnvelopeAndPayloadOnOneLevel) {
  BooleanEvent payload{.value = true};
  EXPECT_EQ(
      event_frame(event::ROOM_LOCKED, "r", "u-1", payload),
      R"({"message":"sfuCallback","data":[{"type":"ROOM_LOCKED","roomId":"r","internalMessageId":"u-1","value":true}]})");
  EXPECT_EQ(event_frame(event::ENDED, "r\"", ""),
            R"({"message":"sfuCallback","data":[{"type":"ENDED","roomId":"r\"","internalMessageId":""}]})");
  EXPECT_EQ(ack_frame("", "c-8"),
            R"({"message":"sfuCallback","data":[{"type":"ACK","roomId":"","internalMessageId":"c-8"}]})");
}

TEST(EventFrame, RefusalCarriesTheArgumentsWithoutTheirId) {
  const auto frame =
      parse_client_frame(R"({"message":"addFriend","data":[{"userId":"bob","internalMessageId":"c-7"}]})");
  ASSERT_TRUE(frame);
  EXPECT_EQ(operation_failed_frame("", "c-7", "ADD_FRIEND", "User can not send invite to himself", &frame->argument),
            R"({"message":"sfuCallback","data":[{"type":"OPERATION_FAILED","roomId":"","internalMessageId":"c-7",)"
            R"("operation":"ADD_FRIEND","error":"User can not send invite to himself","info":{"userId":"bob"}}]})");
  const auto without = parse_server_frame(operation_failed_frame("", "", "X", "y", nullptr));
  ASSERT_TRUE(without);
  EXPECT_TRUE(without->payload.get("info").is_null());
}

TEST(OtherFrames, AreWhatClientsExpect) {
  EXPECT_EQ(ping_frame(), R"({"message":"ping","data":[]})");
  EXPECT_EQ(pong_frame(), R"({"message":"pong","data":[null]})");
  InitialUserData user{.sipLogin = "bob", .email = "b@x", .sipVisibleName = "Bob", .authToken = "t", .pmi = "100001"};
  EXPECT_EQ(
      message_frame(frames::GET_USER_DATA, user),
      R"({"message":"getUserData","data":[{"sipLogin":"bob","email":"b@x","sipVisibleName":"Bob","authToken":"t",)"
      R"("pmi":"100001"}]})");
  EXPECT_EQ(call_frame(calls::LoadChat{.id = "c"}, "u-1"),
            R"({"message":"loadChat","data":[{"id":"c","internalMessageId":"u-1"}]})");
  EXPECT_EQ(call_frame(calls::GetUserInfo{}, ""), R"({"message":"getUserInfo","data":[{}]})");
}

TEST(ServerFrame, GivesTheEnvelope) {
  const auto frame =
      parse_server_frame(event_frame(event::USER_PRESENCE_STATUS_UPDATED, "", "",
                                     UserPresenceStatusUpdated{.userId = "ann", .status = PresenceStatus::IDLE}));
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->message, "sfuCallback");
  EXPECT_EQ(frame->type, "USER_PRESENCE_STATUS_UPDATED");
  EXPECT_EQ(frame->roomId, "");
  EXPECT_EQ(decode<UserPresenceStatusUpdated>(frame->payload).value().status, PresenceStatus::IDLE);
  EXPECT_TRUE(parse_server_frame(R"({"message":"ping"})"));
}

}  // namespace
}  // namespace parley::protocol
