#pragma once
// What the tests of this folder share: a wire that remembers, and work that waits to be run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "blobs/blob_store.hpp"
#include "domain/attachments/file_wire.hpp"
#include "protocol/frame.hpp"
#include "protocol/messages_types.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::domain {

/// Keeps what was sent; `bytes_sent` tells the sender that the frames have left.
class RecordingWire final : public FileWire {
 public:
  struct Text {
    events::ConnectionId connection;
    protocol::ServerFrame frame;

    protocol::AttachmentStatus status() const {
      auto event = protocol::decode<protocol::AttachmentStatusEvent>(frame.payload);
      EXPECT_TRUE(event) << event.error().text;
      return event ? event->status : protocol::AttachmentStatus{};
    }
  };
  struct Bytes {
    events::ConnectionId connection;
    std::string frame;
    std::function<void(bool)> sent;
  };

  void send_text(events::ConnectionId connection, std::string frame) override {
    auto parsed = protocol::parse_server_frame(frame);
    ASSERT_TRUE(parsed) << parsed.error().text;
    EXPECT_EQ(parsed->roomId, "");
    texts.push_back({connection, std::move(*parsed)});
  }
  void send_bytes(events::ConnectionId connection, std::string frame, std::function<void(bool)> sent) override {
    bytes.push_back({connection, std::move(frame), std::move(sent)});
  }
  void pause_reading(events::ConnectionId connection) override { paused.push_back(connection); }
  void resume_reading(events::ConnectionId connection) override { resumed.push_back(connection); }

  std::deque<Text> texts;
  std::deque<Bytes> bytes;
  std::vector<events::ConnectionId> paused;
  std::vector<events::ConnectionId> resumed;
};

/// A store in a folder of its own, and work on files that waits to be run.
struct TestFiles {
  TestFiles() {
    auto opened = blobs::open_local_store(folder.file("blobs"));
    if (!opened) throw std::runtime_error(opened.error().text);
    store = std::move(*opened);
  }
  FileWork work() {
    return [this](std::function<void()> job) { jobs.push_back(std::move(job)); };
  }
  /// Runs what waits, and what comes of it.
  void run() {
    while (!jobs.empty()) run_one();
  }
  void run_one() {
    const auto job = std::move(jobs.front());
    jobs.pop_front();
    job();
  }

  storage::testing::TemporaryFolder folder;
  std::unique_ptr<blobs::BlobStore> store;
  std::deque<std::function<void()>> jobs;
  RecordingWire wire;
  std::vector<std::string> unused;  ///< blobs that are not needed any more
};

class FilesWorld : public ::testing::Test, protected TestFiles {
 protected:
  FilesWorld() { log::set_level(log::Level::off); }

  ManualClock clock;
};

}  // namespace parley::domain
