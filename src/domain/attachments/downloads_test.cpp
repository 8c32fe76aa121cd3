#include "domain/attachments/downloads.hpp"

#include "domain/attachments/test_files.hpp"

namespace parley::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DownloadsTest : public FilesWorld {
 protected:
  std::string offer(const std::string& content, std::optional<std::int64_t> chunk = std::nullopt,
                    const std::string& user = "ann", const std::string& place = "place") {
    const auto blob = store->put(content);
    EXPECT_TRUE(blob);
    auto session = downloads.offer(user, place, blob->id, blob->size, chunk);
    EXPECT_TRUE(session) << (session ? "" : session.error().text);
    return session ? *session : "";
  }
  void start(const std::string& session, events::ConnectionId connection = 1) {
    downloads.start(connection, session, [this](const Error& error) { failures.push_back(error.text); });
    run();
  }
  /// Lets everything leave; returns the content, checking the headers.
  std::string receive(std::size_t chunk) {
    std::string content;
    bool ended = false;
    while (!wire.bytes.empty()) {
      auto [connection, frame, sent] = std::move(wire.bytes.front());
      wire.bytes.pop_front();
      EXPECT_FALSE(ended) << "nothing follows the last frame";
      EXPECT_EQ(frame[0], 11);
      ended = frame[1] == 1;
      if (!ended) {
        EXPECT_EQ(frame.size(), chunk + 2);
      }
      EXPECT_LE(frame.size(), chunk + 2);
      content += frame.substr(2);
      ++frames;
      if (sent) sent(true);
      run();
    }
    EXPECT_TRUE(ended);
    return content;
  }
  static std::string text(std::size_t size) {
    std::string bytes(size, ' ');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
    return bytes;
  }

  std::vector<std::string> failures;
  std::size_t frames = 0;
  Downloads downloads{DownloadsConfig{.session_lifetime = std::chrono::minutes(1), .sessions_of_user = 3}, *store,
                      work(), wire, clock};
};

TEST_F(DownloadsTest, TheFileComesInFramesOfTheWishedSize) {
  for (const std::size_t size : {1u, 99u, 100u, 101u, 25'600u, 25'601u, 1'000'000u}) {
    const std::string content = text(size);
    frames = 0;
    start(offer(content, 100));
    EXPECT_EQ(receive(100), content);
    EXPECT_EQ(frames, (size + 99) / 100) << size;
  }
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(DownloadsTest, AnEmptyFileIsOneEmptyFrame) {
  start(offer("", 100));
  EXPECT_EQ(receive(100), "");
  EXPECT_EQ(frames, 1u);
}

TEST_F(DownloadsTest, WithoutAWishFramesHaveTheUsualSizeAndHugeOnesAreCut) {
  const std::string content = text(7u << 20);
  start(offer(content));
  EXPECT_EQ(receive(100'000), content);
  frames = 0;
  start(offer(content, 1'000'000'000));
  EXPECT_EQ(receive(3u << 20), content);
  EXPECT_EQ(frames, 3u);
}

TEST_F(DownloadsTest, ASlowReaderHoldsLittle) {
  start(offer(text(10u << 20), 100'000));
  std::size_t held = 0;
  for (const auto& frame : wire.bytes) held += frame.frame.size();
  EXPECT_LT(held, 1u << 20);
  EXPECT_THAT(jobs, IsEmpty()) << "nothing is read until these have left";
}

TEST_F(DownloadsTest, ARightIsGoodOnceAndForAMinute) {
  const std::string session = offer("content");
  start(session);
  receive(100'000);
  start(session);
  start("unknown");
  start("");
  EXPECT_EQ(failures.size(), 3u);
  const std::string late = offer("content");
  clock.advance(std::chrono::seconds(61));
  start(late);
  EXPECT_EQ(failures.size(), 4u);
  EXPECT_THAT(wire.bytes, IsEmpty());
}

TEST_F(DownloadsTest, RightsNotUsedAreLimited) {
  std::vector<std::string> sessions;
  for (int i = 0; i < 3; ++i) sessions.push_back(offer("content"));
  EXPECT_FALSE(downloads.offer("ann", "place", "blob", 1, std::nullopt));
  EXPECT_TRUE(downloads.offer("ben", "place", "blob", 1, std::nullopt));
  start(sessions[1]);
  EXPECT_TRUE(downloads.offer("ann", "place", "blob", 1, std::nullopt));
  EXPECT_FALSE(downloads.offer("ann", "place", "blob", 1, std::nullopt));
  clock.advance(std::chrono::seconds(61));
  EXPECT_TRUE(downloads.offer("ann", "place", "blob", 1, std::nullopt));
}

TEST_F(DownloadsTest, StrangeSizesAreRefused) {
  EXPECT_FALSE(downloads.offer("ann", "place", "blob", 1, 0));
  EXPECT_FALSE(downloads.offer("ann", "place", "blob", 1, -5));
  EXPECT_FALSE(downloads.offer("ann", "place", "blob", 2ull << 30, 1));
  EXPECT_TRUE(downloads.offer("ann", "place", "blob", 10, 1));
}

TEST_F(DownloadsTest, OneAtATimeOnAConnection) {
  start(offer(text(1'000'000)));
  const std::string second = offer("content");
  start(second);
  ASSERT_EQ(failures.size(), 1u);
  start(second, 2);
  EXPECT_EQ(failures.size(), 1u) << "the right is not used up by it";
  wire.bytes.pop_back();
  EXPECT_EQ(receive(100'000).size(), 1'000'000u);
  start(offer("content"));
  EXPECT_EQ(receive(100'000), "content");
}

TEST_F(DownloadsTest, AConnectionThatGoesAwayEndsItQuietly) {
  start(offer(text(1'000'000)));
  for (auto& frame : wire.bytes) {
    if (frame.sent) frame.sent(false);
  }
  wire.bytes.clear();
  run();
  EXPECT_THAT(failures, IsEmpty());
  EXPECT_THAT(wire.bytes, IsEmpty());
  start(offer("content"));
  EXPECT_EQ(receive(100'000), "content");
}

TEST_F(DownloadsTest, RightsAreTakenBack) {
  const auto of = [this](const std::string& user, const std::string& place) {
    return offer("content", std::nullopt, user, place);
  };
  const std::string in_it = of("ann", "s/c"), below = of("ann", "s/c/t"), beside = of("ann", "s/cd");
  const std::string of_ben = of("ben", "s/c");
  downloads.withdraw("s/c", {"ann"});
  for (const std::string& lost : {in_it, below}) start(lost);
  EXPECT_EQ(failures.size(), 2u);
  EXPECT_THAT(wire.bytes, IsEmpty());
  start(beside);
  EXPECT_EQ(receive(100'000), "content");
  downloads.withdraw("s");
  start(of_ben);
  EXPECT_EQ(failures.size(), 3u);
}

TEST_F(DownloadsTest, WhatIsBeingReadEnds) {
  start(offer(text(1'000'000)));
  downloads.withdraw("place", {"ben"});
  EXPECT_EQ(receive(100'000).size(), 1'000'000u);
  start(offer(text(1'000'000)));
  downloads.withdraw("place", {"ann"});
  const std::size_t on_its_way = wire.bytes.size();
  for (std::size_t i = 0; i < on_its_way; ++i) {
    if (wire.bytes[i].sent) wire.bytes[i].sent(true);
  }
  run();
  EXPECT_EQ(wire.bytes.size(), on_its_way);
  EXPECT_THAT(failures, ElementsAre("Restricted access"));
  start(offer("content"));
  EXPECT_EQ(failures.size(), 1u) << "the connection is free";
}

TEST_F(DownloadsTest, AFileThatIsGoneFails) {
  const auto session = downloads.offer("ann", "place", std::string(64, 'a'), 5, std::nullopt);
  start(*session);
  EXPECT_EQ(failures.size(), 1u);
  EXPECT_THAT(wire.bytes, IsEmpty());
}

}  // namespace
}  // namespace parley::domain
