// Whatever binary frames, cancellations and endings a client sends in whatever order: every piece is answered once and
// in order, and no file is longer than the limit.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "domain/attachments/uploads.hpp"
#include "protocol/frame.hpp"

namespace {

using namespace parley;
using namespace parley::domain;

constexpr std::uint64_t limit = 600;

class MemoryWriter final : public blobs::BlobWriter {
 public:
  Result<void> append(std::string_view bytes) override {
    if (content_.size() + bytes.size() > limit) return Error{"too long"};
    content_ += bytes;
    return {};
  }
  std::uint64_t size() const override { return content_.size(); }
  Result<blobs::HeldBlob> commit() override { return blobs::HeldBlob{content_, content_.size(), nullptr}; }

 private:
  std::string content_;
};

/// A blob's id is its content.
class MemoryStore final : public blobs::BlobStore {
 public:
  Result<std::unique_ptr<blobs::BlobWriter>> create(std::uint64_t) override {
    return std::unique_ptr<blobs::BlobWriter>(std::make_unique<MemoryWriter>());
  }
  Result<std::unique_ptr<blobs::BlobReader>> open(std::string_view) const override { return Error{"no"}; }
  bool contains(std::string_view) const override { return false; }
  bool remove_if(const std::string&, const std::function<bool()>&) override { return false; }
  void on_freed(std::function<void(const std::string&)>) override {}
  std::vector<std::string> list(std::string_view) const override { return {}; }
};

class CountingWire final : public FileWire {
 public:
  void send_text(events::ConnectionId, std::string frame) override {
    const auto parsed = protocol::parse_server_frame(frame);
    if (!parsed || expected.empty() || parsed->internalMessageId != expected.front()) std::abort();
    expected.pop_front();
  }
  void send_bytes(events::ConnectionId, std::string, std::function<void(bool)>) override { std::abort(); }
  void pause_reading(events::ConnectionId) override { ++paused; }
  void resume_reading(events::ConnectionId) override { --paused; }

  std::deque<std::string> expected;  ///< keys of the pieces not answered yet
  int paused = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  log::set_level(log::Level::off);
  MemoryStore store;
  CountingWire wire;
  ManualClock clock;
  std::deque<std::function<void()>> jobs;
  const auto run = [&] {
    while (!jobs.empty()) {
      const auto job = std::move(jobs.front());
      jobs.pop_front();
      job();
    }
  };
  Uploads uploads(
      {.file_bytes = limit, .open_files = 3}, store, [&](auto job) { jobs.push_back(std::move(job)); }, wire, clock,
      [](const std::string&) {});
  // Transfer ids begin at random: the script's ids are counted from the first.
  std::int64_t first = -1;
  int messages = 0;
  std::string_view script(reinterpret_cast<const char*>(data), size);
  const auto take = [&](std::size_t count) {
    const std::string_view taken = script.substr(0, count);
    script.remove_prefix(taken.size());
    return taken;
  };
  while (!script.empty()) {
    const auto step = static_cast<std::uint8_t>(take(1)[0]);
    const auto length = script.empty() ? 0 : static_cast<std::uint8_t>(take(1)[0]);
    if (step < 16) {
      AnnouncedMessage message;
      message.message = std::to_string(messages);
      message.files.resize(length % 4);
      const auto opened = uploads.open(1, std::move(message));
      if (!opened) continue;
      if (first < 0) first = opened->messageTransferId;
      ++messages;
    } else if (step < 32) {
      uploads.cancel(1, {.messageTransferId = first + length, .attachmentTransferId = step % 4}, [](const auto&) {});
    } else if (step < 48) {
      uploads.finish(1, {.id = std::to_string(length), .transferId = std::nullopt}, [](Result<FinishedUpload> result) {
        if (!result) return;
        for (const auto& file : result->files) {
          if (file && (file->blob.size != file->blob.id.size() || file->blob.size > limit)) std::abort();
        }
      });
    } else if (step < 52) {
      run();
    } else {
      std::string frame(take(length));
      // Mostly frames that mean something.
      if (step < 250 && frame.size() >= 3) {
        frame[0] = 10;
        frame[1] = static_cast<char>(
            100 + (std::max<std::int64_t>(first, 100) - 100 + static_cast<std::uint8_t>(frame[1]) % 8) % 156);
        frame[2] = static_cast<char>(static_cast<std::uint8_t>(frame[2]) % 5);
      }
      if (const auto piece = parse_upload_frame(frame)) {
        wire.expected.push_back(chunk_key(piece->message, piece->attachment));
      }
      uploads.receive(1, std::move(frame));
    }
  }
  uploads.close(1);
  run();
  if (!wire.expected.empty() || wire.paused != 0) std::abort();
  return 0;
}
