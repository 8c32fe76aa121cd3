#include "media/sctp/sctp_association.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "media/sctp/sctp_link.hpp"

namespace parley::media {
namespace {

using Bytes = std::vector<std::uint8_t>;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Message = SctpAssociation::Message;
using ChannelOpen = SctpAssociation::ChannelOpen;
using ChannelClosed = SctpAssociation::ChannelClosed;
using Closed = SctpAssociation::Closed;

Bytes pattern(std::size_t size, unsigned seed = 0) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 31 + i / 251 + seed);
  return bytes;
}

class SctpAssociationTest : public ::testing::Test {
 protected:
  void connect() {
    EXPECT_TRUE(client.open("control"));
    link.start();
    ASSERT_TRUE(link.run(seconds(20), [&] { return link.count<ChannelOpen>(0) && link.count<ChannelOpen>(1); }));
  }

  SctpLibrary library;
  SctpAssociation server{library, SctpRole::dtls_server};
  SctpAssociation client{library, SctpRole::dtls_client};
  SimulatedLink link{library, server, client};
};

TEST_F(SctpAssociationTest, OpensChannels) {
  EXPECT_TRUE(client.open("control"));
  EXPECT_TRUE(client.open("bitrate"));
  EXPECT_FALSE(client.open("bitrate")) << "already asked for";
  EXPECT_FALSE(client.send("control", false, Bytes{1}));
  link.start();
  ASSERT_TRUE(link.run(seconds(5), [&] { return link.count<ChannelOpen>(0) == 2 && link.count<ChannelOpen>(1) == 2; }));
  EXPECT_EQ(link.all<ChannelOpen>(0)[0].label, "control");
  EXPECT_EQ(link.all<ChannelOpen>(0)[1].label, "bitrate");
  EXPECT_TRUE(server.open("other")) << "the server may open channels too, also later";
  ASSERT_TRUE(link.run(seconds(5), [&] { return link.count<ChannelOpen>(0) == 3 && link.count<ChannelOpen>(1) == 3; }));
  EXPECT_FALSE(client.open("other"));
  EXPECT_FALSE(client.open(std::string(SctpAssociation::kMaxLabel + 1, 'x')));
}

TEST_F(SctpAssociationTest, CarriesMessagesBothWays) {
  connect();
  const Bytes text = {'h', 'i'};
  EXPECT_TRUE(client.send("control", false, text));
  EXPECT_TRUE(client.send("control", true, {}));
  EXPECT_TRUE(client.send("control", false, {}));
  EXPECT_TRUE(server.send("control", true, pattern(5000)));
  EXPECT_FALSE(server.send("nobody", true, text));
  ASSERT_TRUE(link.run(seconds(5), [&] { return link.count<Message>(0) == 3 && link.count<Message>(1) == 1; }));
  const auto got = link.all<Message>(0);
  EXPECT_EQ(got[0].label, "control");
  EXPECT_EQ(got[0].bytes, text);
  EXPECT_FALSE(got[0].binary);
  EXPECT_TRUE(got[1].binary);
  EXPECT_TRUE(got[1].bytes.empty());
  EXPECT_FALSE(got[2].binary);
  EXPECT_TRUE(got[2].bytes.empty());
  EXPECT_EQ(link.all<Message>(1)[0].bytes, pattern(5000));
  EXPECT_TRUE(link.all<Message>(1)[0].binary);
}

TEST_F(SctpAssociationTest, CarriesTheLongestMessages) {
  connect();
  for (unsigned i = 0; i < 3; ++i) EXPECT_TRUE(client.send("control", true, pattern(SctpAssociation::kMaxMessage, i)));
  EXPECT_TRUE(client.send("control", false, Bytes{9}));
  EXPECT_FALSE(client.send("control", true, Bytes(SctpAssociation::kMaxMessage + 1)));
  ASSERT_TRUE(link.run(seconds(60), [&] { return link.count<Message>(0) == 4; }));
  const auto got = link.all<Message>(0);
  for (unsigned i = 0; i < 3; ++i) EXPECT_EQ(got[i].bytes, pattern(SctpAssociation::kMaxMessage, i));
  EXPECT_EQ(got[3].bytes, Bytes{9});
  EXPECT_LE(link.longest, SctpAssociation::kMaxPacket);
  EXPECT_GT(link.longest, SctpAssociation::kMaxPacket - 20) << "and packets are filled";
  EXPECT_EQ(client.buffered(), 0u);
}

TEST_F(SctpAssociationTest, ALongMessageOnOneChannelLeavesTheOtherWhole) {
  EXPECT_TRUE(client.open("bitrate"));
  connect();
  ASSERT_TRUE(link.run(seconds(5), [&] { return link.count<ChannelOpen>(1) == 2; }));
  EXPECT_TRUE(client.send("control", true, pattern(200'000)));
  for (unsigned i = 0; i < 20; ++i) EXPECT_TRUE(client.send("bitrate", true, pattern(2304, i)));
  ASSERT_TRUE(link.run(seconds(60), [&] { return link.count<Message>(0) == 21; }));
  unsigned next = 0;
  for (const auto& message : link.all<Message>(0)) {
    EXPECT_EQ(message.bytes, message.label == "control" ? pattern(200'000) : pattern(2304, next++));
  }
}

TEST_F(SctpAssociationTest, SurvivesLossAndReordering) {
  link.in_step = true;
  link.loss = 0.05;
  link.jitter = 20;
  connect();
  for (unsigned i = 0; i < 40; ++i) {
    EXPECT_TRUE(client.send("control", false, pattern(1 + i * 37, i)));
    EXPECT_TRUE(server.send("control", true, pattern(3000 - i * 17, i)));
  }
  EXPECT_TRUE(client.send("control", true, pattern(60'000)));
  ASSERT_TRUE(link.run(seconds(90), [&] { return link.count<Message>(0) == 41 && link.count<Message>(1) == 40; }));
  const auto at_server = link.all<Message>(0), at_client = link.all<Message>(1);
  for (unsigned i = 0; i < 40; ++i) {
    EXPECT_EQ(at_server[i].bytes, pattern(1 + i * 37, i));
    EXPECT_EQ(at_client[i].bytes, pattern(3000 - i * 17, i));
  }
  EXPECT_EQ(at_server[40].bytes, pattern(60'000));
}

TEST_F(SctpAssociationTest, BoundsWhatWaits) {
  connect();
  link.loss = 1;
  std::size_t accepted = 0;
  while (client.send("control", true, pattern(100'000))) ++accepted;
  EXPECT_LE(accepted * 100'000, SctpAssociation::kMaxQueued + SctpAssociation::kMaxInFlight);
  EXPECT_GE(accepted, 10u);
  EXPECT_LE(client.buffered(), SctpAssociation::kMaxQueued);
  link.loss = 0;
  ASSERT_TRUE(link.run(seconds(120), [&] { return link.count<Message>(0) == accepted; }));
  EXPECT_EQ(client.buffered(), 0u);
}

TEST_F(SctpAssociationTest, OneSideMayStartLate) {
  EXPECT_TRUE(client.open("control"));
  client.start();
  link.run(milliseconds(800));
  server.start();
  EXPECT_TRUE(link.run(seconds(10), [&] { return link.count<ChannelOpen>(1) == 1; }));
}

TEST_F(SctpAssociationTest, CloseTellsThePeer) {
  connect();
  client.close();
  EXPECT_TRUE(link.run(seconds(2), [&] { return link.count<Closed>(0) == 1; }));
  EXPECT_EQ(link.count<Closed>(1), 0u);
  EXPECT_FALSE(server.send("control", false, Bytes{1}));
  EXPECT_FALSE(client.send("control", false, Bytes{1}));
  EXPECT_FALSE(server.open("more"));
}

TEST_F(SctpAssociationTest, EndsWhenThePeerIsSilent) {
  connect();
  EXPECT_TRUE(client.send("control", false, Bytes{1}));
  link.loss = 1;
  EXPECT_TRUE(link.run(seconds(300), [&] { return link.count<Closed>(1) == 1; }));
}

TEST(SctpLibraryTest, CanBeSharedAndTakenAgain) {
  for (int round = 0; round < 3; ++round) {
    SctpLibrary first;
    SctpLibrary second;
    SctpAssociation server(first, SctpRole::dtls_server), client(second, SctpRole::dtls_client);
    SimulatedLink link(first, server, client);
    EXPECT_TRUE(client.open("a"));
    link.start();
    EXPECT_TRUE(link.run(seconds(5), [&] { return link.count<ChannelOpen>(1) == 1; })) << round;
  }
}

TEST(SctpLibraryTest, ServesManyAssociationsOneAfterAnother) {
  SctpLibrary library;
  for (int round = 0; round < 1500; ++round) {
    SctpAssociation server(library, SctpRole::dtls_server), client(library, SctpRole::dtls_client);
    SimulatedLink link(library, server, client);
    EXPECT_TRUE(client.open("a"));
    link.start();
    ASSERT_TRUE(link.run(seconds(5), [&] { return link.count<ChannelOpen>(1) == 1; })) << round;
  }
}

TEST(SctpLibraryTest, ThreadsDoNotDisturbEachOther) {
  SctpLibrary library;
  std::vector<std::thread> threads;
  std::atomic<int> finished = 0;
  for (int index = 0; index < 3; ++index) {
    threads.emplace_back([&] {
      SctpAssociation server(library, SctpRole::dtls_server), client(library, SctpRole::dtls_client);
      client.open("a");
      server.start();
      client.start();
      std::size_t sent = 0, received = 0;
      for (int round = 0; round < 20'000 && received < 50; ++round) {
        library.tick(std::chrono::steady_clock::now());
        if (sent < 50 && client.send("a", true, pattern(10'000))) ++sent;
        while (auto packet = client.poll_packet()) server.handle(*packet);
        while (auto packet = server.poll_packet()) client.handle(*packet);
        while (client.poll_event()) {
        }
        while (auto event = server.poll_event()) received += std::holds_alternative<Message>(*event);
        std::this_thread::yield();
      }
      finished += received == 50;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(finished, 3);
}

}  // namespace
}  // namespace parley::media
