#include "transport/outgoing_queue.hpp"

#include <gtest/gtest.h>
#include <sys/uio.h>

#include <array>

namespace parley::transport {
namespace {

using Kind = WebSocketDecoder::Kind;

Frame frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

// Takes up to `bytes` out of the queue, as a socket would.
std::string take(OutgoingQueue& queue, std::size_t bytes) {
  std::array<iovec, 8> buffers;
  std::string out;
  const std::size_t count = queue.gather(buffers.data(), buffers.size());
  for (std::size_t i = 0; i < count; ++i) out.append(static_cast<char*>(buffers[i].iov_base), buffers[i].iov_len);
  out.resize(std::min(out.size(), bytes));
  queue.consume(out.size());
  return out;
}

TEST(OutgoingQueue, GivesTheBytesInOrderHoweverTheyAreTaken) {
  for (const std::size_t piece : {1, 2, 3, 5, 1000}) {
    OutgoingQueue queue;
    std::string expected, got;
    for (int i = 0; i < 600; ++i) {
      const std::string text = "message " + std::to_string(i);
      queue.push_frame(Kind::text, frame(text));
      expected += std::string("\x81") + static_cast<char>(text.size()) + text;
      if (i % 3 == 0) got += take(queue, piece);
    }
    queue.push_raw(frame(""));
    queue.push_raw(frame("raw"));
    expected += "raw";
    while (!queue.empty()) got += take(queue, piece);
    EXPECT_EQ(got, expected);
    EXPECT_EQ(queue.cost(), 0u);
  }
}

TEST(OutgoingQueue, TellsWhenBytesAreGone) {
  OutgoingQueue queue;
  std::string told;
  queue.push_frame(Kind::binary, frame("ab"), [&](bool sent) { told += sent ? 'a' : 'A'; });
  queue.push_frame(Kind::binary, frame("cd"), [&](bool sent) { told += sent ? 'c' : 'C'; });
  queue.push_frame(Kind::binary, frame("ef"), [&](bool sent) { told += sent ? 'e' : 'E'; });
  take(queue, 3);
  EXPECT_EQ(told, "");
  take(queue, 2);
  EXPECT_EQ(told, "a");
  queue.drop_waiting();
  EXPECT_EQ(told, "aE") << "the second has begun to leave";
  EXPECT_FALSE(queue.over(0)) << "one frame is left";
  queue.drop_all();
  EXPECT_EQ(told, "aEC");
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.cost(), 0u);
}

TEST(OutgoingQueue, OneFrameMayBeLargerThanAllTheRestTogether) {
  OutgoingQueue queue;
  queue.push_frame(Kind::text, frame("first"));
  queue.push_frame(Kind::text, frame(std::string(10'000, 'x')));
  EXPECT_FALSE(queue.over(100));
  EXPECT_TRUE(queue.over(10)) << "the first one is the rest";
  take(queue, 5'000);
  queue.push_frame(Kind::text, frame("next"));
  EXPECT_FALSE(queue.over(100));
  queue.push_frame(Kind::text, frame(std::string(200, 'y')));
  EXPECT_TRUE(queue.over(100)) << "but only one";
  take(queue, 5'100);
  EXPECT_FALSE(queue.over(100)) << "the second is the largest now";
  queue.push_frame(Kind::text, frame(std::string(300, 'z')));
  EXPECT_TRUE(queue.over(100));
  while (!queue.empty()) take(queue, 50);
  EXPECT_FALSE(queue.over(0));
  EXPECT_EQ(queue.cost(), 0u);
}

TEST(OutgoingQueue, KeepsWhatTlsHasSeen) {
  OutgoingQueue queue;
  for (const char* text : {"one", "two", "three"}) queue.push_frame(Kind::text, frame(text));
  queue.promise(6);  // one byte of the second
  queue.drop_waiting();
  EXPECT_EQ(take(queue, 100), "\x81\x03one\x81\x03two");
  EXPECT_TRUE(queue.empty());
}

TEST(OutgoingQueue, AnswersOnlyTheLatestPing) {
  OutgoingQueue queue;
  queue.push_frame(Kind::text, frame("x"));
  for (int i = 0; i < 1000; ++i) queue.push_pong(frame(std::to_string(i)));
  EXPECT_EQ(take(queue, 4), "\x81\x01x\x8A");
  queue.push_pong(frame("next"));  // the one before has begun to leave
  EXPECT_EQ(take(queue, 100),
            "\x03"
            "999\x8A\x04next");
  queue.push_pong(frame("abc"));
  queue.promise(5);
  queue.push_pong(frame("d"));
  EXPECT_EQ(take(queue, 100),
            "\x8A\x03"
            "abc\x8A\x01"
            "d");
}

}  // namespace
}  // namespace parley::transport
