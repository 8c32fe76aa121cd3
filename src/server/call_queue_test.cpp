#include "server/call_queue.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parley::server {
namespace {

using Kind = CallQueue::Kind;

TEST(CallQueue, ReadsWaitForTheWritesBeforeThem) {
  CallQueue queue;
  std::string started;
  EXPECT_TRUE(queue.submit(Kind::write, [&] { started += "a"; }));
  EXPECT_TRUE(queue.submit(Kind::write, [&] { started += "b"; }));
  EXPECT_TRUE(queue.submit(Kind::read, [&] { started += "c"; }));
  EXPECT_TRUE(queue.submit(Kind::write, [&] { started += "d"; }));
  EXPECT_EQ(started, "ab") << "the read waits, and what came after it too";
  queue.finished(Kind::write);
  EXPECT_EQ(started, "ab");
  queue.finished(Kind::write);
  EXPECT_EQ(started, "abcd");
}

TEST(CallQueue, ReadsDoNotWaitForReads) {
  CallQueue queue;
  int started = 0;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.submit(Kind::read, [&] { ++started; }));
  EXPECT_EQ(started, 3);
}

TEST(CallQueue, RefusesWhenTooManyWait) {
  CallQueue queue;
  int taken = 0;
  while (queue.submit(Kind::write, [] {})) ++taken;
  EXPECT_EQ(taken, 10'000);
  queue.finished(Kind::write);
  EXPECT_TRUE(queue.submit(Kind::write, [] {}));
}

}  // namespace
}  // namespace parley::server
