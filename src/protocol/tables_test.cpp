#include "protocol/tables.hpp"

#include <gtest/gtest.h>

#include <set>

#include "protocol/calls.hpp"
#include "protocol/enums.hpp"
#include "protocol/events.hpp"

namespace parley::protocol {
namespace {

TEST(Tables, FindEveryCallByItsName) {
  std::set<std::size_t> indices;
  for (const CallInfo& call : all_calls()) {
    EXPECT_EQ(find_call(call.name), &call);
    indices.insert(call.index);
  }
  EXPECT_EQ(indices.size(), all_calls().size());
  EXPECT_EQ(*indices.rbegin(), all_calls().size() - 1);
  EXPECT_EQ(find_call("sendMessage")->index, calls::SendMessage::info.index);
  EXPECT_EQ(find_call("sendmessage"), nullptr);
  EXPECT_EQ(find_call(""), nullptr);
  EXPECT_EQ(find_call("zzz"), nullptr);
}

TEST(Tables, OperationsAndApplications) {
  EXPECT_EQ(calls::JoinRoom::info.operation, "ROOM_JOIN");
  EXPECT_EQ(calls::AddFriend::info.operation, "ADD_FRIEND");
  EXPECT_EQ(calls::LoadMessages::info.operation, "LOAD_CHAT_MESSAGES");
  EXPECT_TRUE(calls::JoinRoom::info.allowed_on(apps::P_APP));
  EXPECT_TRUE(calls::JoinRoom::info.allowed_on(apps::Z_APP));
  EXPECT_FALSE(calls::CreateChat::info.allowed_on(apps::P_APP));
  EXPECT_FALSE(calls::CreateChat::info.allowed_on(""));
  EXPECT_TRUE(calls::SignUp::info.allowed_on(apps::Z_USER_MANAGEMENT_APP));
  EXPECT_FALSE(calls::SignUp::info.allowed_on(apps::Z_APP));
  ASSERT_TRUE(find_call("getUserList"));
  EXPECT_FALSE(find_call("getUserList")->served);
}

TEST(Tables, DispatchOfEvents) {
  for (const ClientDispatch& row : all_events()) {
    EXPECT_EQ(find_dispatch(row.type), &row);
    ASSERT_TRUE(find_event(row.type));
    EXPECT_EQ(find_event(row.type)->type, row.type);
  }
  const ClientDispatch* row = find_dispatch("SFU_MESSAGE_STATE");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->group, DispatchGroup::FIRST);
  EXPECT_EQ(row->mode, DispatchMode::S);
  EXPECT_EQ(row->event, "MESSAGE_STATE");
  EXPECT_EQ(row->promise, "status");
  EXPECT_EQ(find_dispatch("USER_INFO_CHANGED")->promise, "");
  EXPECT_EQ(find_dispatch("LEFT")->group, DispatchGroup::ROOM);
  EXPECT_EQ(find_dispatch("NO_SUCH_EVENT"), nullptr);
}

}  // namespace
}  // namespace parley::protocol
