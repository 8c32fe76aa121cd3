#include "attachment_download.hpp"

#include <algorithm>
#include <utility>

#include "protocol/errors.hpp"
#include "protocol/messages_calls.hpp"

namespace parley::sdk {

using namespace std::chrono_literals;
using protocol::AttachmentState;

constexpr std::string_view kOperation = protocol::calls::DownloadAttachment::info.operation;
constexpr std::size_t kAtOnce = 3;
constexpr std::size_t kHeader = 2;
// How long a step may take (chapter 02, section 14.3).
constexpr auto kRequestTimeout = 30s, kFirstChunkTimeout = 600s, kNextChunkTimeout = 120s;

void Downloads::use(std::string url, std::chrono::milliseconds timeout, std::size_t chunk_size) {
  url_ = std::move(url);
  timeout_ = timeout;
  chunk_size_ = chunk_size;
}

void Downloads::add(std::shared_ptr<AttachmentDownload::Impl> download) {
  waiting_.push_back(std::move(download));
  begin_next();
}

void Downloads::begin_next() {
  while (running_.size() < kAtOnce && !waiting_.empty()) {
    running_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
    // A copy: it may be over before this returns.
    const auto download = running_.back();
    download->begin(shared_from_this());
  }
}

void Downloads::over(const AttachmentDownload::Impl* download) {
  const auto same = [&](const auto& one) { return one.get() == download; };
  std::erase_if(waiting_, same);
  if (std::erase_if(running_, same) > 0) begin_next();
}

void Downloads::fail_all() {
  auto all = std::exchange(waiting_, {});
  all.insert(all.end(), running_.begin(), running_.end());
  for (const auto& one : all) {
    one->fail({std::string(kOperation), std::string(protocol::errors::ChatError::DOWNLOADING_ATTACHMENT_FAILED), true});
  }
}

void Downloads::close(const std::shared_ptr<Client>& transfer) {
  std::erase_if(closing_, [](const auto& one) { return !one->connected(); });
  closing_.push_back(transfer);
  transfer->disconnect();
}

void Downloads::end() {
  fail_all();
  for (const auto& one : std::exchange(closing_, {})) one->abandon();
}

void AttachmentDownload::Impl::begin(const std::shared_ptr<Downloads>& downloads) {
  if (over_) return downloads->over(this);  // cancelled while it waited
  downloads_ = downloads;
  protocol::calls::DownloadAttachment call;
  call.targetEntityType = request_.targetEntityType;
  call.targetEntityId = request_.targetEntityId;
  call.messageId = request_.messageId;
  call.attachmentId = request_.attachmentId;
  call.name = request_.name;
  call.size = static_cast<std::int64_t>(downloads->chunk_size());
  expect(kRequestTimeout);
  downloads->client().call(call, [self = shared_from_this()](Outcome<protocol::Json> answer) {
    if (self->over_) return;
    if (!answer) return self->settle(answer.failure());
    const auto ack = protocol::decode<protocol::AttachmentRequestAck>(*answer);
    ack ? self->open_transfer(ack->sessionId) : self->settle(self->failed());
  });
}

void AttachmentDownload::Impl::open_transfer(const std::string& session) {
  transfer_ = std::make_shared<Client>(downloads_->context(), downloads_->client().loop());
  transfer_->on_binary([weak = weak_from_this()](std::string_view frame) {
    if (const auto self = weak.lock()) self->on_frame(frame);
  });
  protocol::ConnectionRequest request;
  request.appKey = protocol::apps::Z_ATTACHMENTS_TRANSFER_APP;
  request.mediaProviders = std::vector<std::string>{"WebRTC"};
  request.keepAlive = true;
  request.clientVersion = "0.5.28";
  request.custom = protocol::ConnectionCustom{};
  request.custom->username = request.custom->password = request.custom->nickname = "";
  const auto self = shared_from_this();
  expect(kRequestTimeout);
  // Timers of ours watch it, not its pings.
  transfer_->connect(
      downloads_->url(), std::move(request), downloads_->timeout(), {0ms, 0},
      [self, session](Outcome<protocol::InitialUserData> opened) {
        if (self->over_) return;
        if (!opened) return self->settle(self->failed());
        self->expect(kFirstChunkTimeout);
        // The answer is the file; only a refusal, or the end of the connection, is heard here.
        self->transfer_->call(protocol::calls::DownloadAttachment{.sessionId = session},
                              [self](Outcome<protocol::Json> answer) {
                                if (!answer) self->settle(self->failed());
                              });
      },
      [self](const Client::Ended&) { self->settle(self->failed()); });
}

void AttachmentDownload::Impl::on_frame(std::string_view frame) {
  if (over_ || frame.size() < kHeader) return;
  const bool last = frame[1] == 1;
  frame.remove_prefix(kHeader);
  if (!sink_({reinterpret_cast<const std::uint8_t*>(frame.data()), frame.size()}))
    return settle(Failure{std::string(kOperation), "The file can't be stored", false});
  received_ += static_cast<std::int64_t>(frame.size());
  protocol::AttachmentStatus status;
  status.targetEntityType = request_.targetEntityType;
  status.targetEntityId = request_.targetEntityId;
  status.messageId = request_.messageId;
  status.id = request_.attachmentId;
  status.name = request_.name;
  status.state = last ? AttachmentState::DOWNLOADED : AttachmentState::PENDING;
  status.downloadedSize = received_;
  if (const auto payload = protocol::Json::parse(protocol::encode(status)))
    downloads_->client().events.fire("MESSAGE_ATTACHMENT_STATE", *payload);
  if (over_) return;
  last ? settle(std::move(status)) : expect(kNextChunkTimeout);
}

void AttachmentDownload::Impl::expect(std::chrono::milliseconds within) {
  Loop& loop = downloads_->client().loop();
  loop.cancel(timer_);
  timer_ = loop.at(std::chrono::steady_clock::now() + within, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->settle(self->failed());
  });
}

Failure AttachmentDownload::Impl::failed() const {
  return {std::string(kOperation), std::string(protocol::errors::ChatError::DOWNLOADING_ATTACHMENT_FAILED), true};
}

void AttachmentDownload::Impl::settle(Outcome<protocol::AttachmentStatus> outcome) {
  if (std::exchange(over_, true)) return;
  const auto keep = shared_from_this();
  const auto downloads = std::exchange(downloads_, nullptr);
  if (downloads) {
    downloads->client().loop().cancel(timer_);
    if (const auto transfer = std::exchange(transfer_, nullptr)) {
      // Complete: closed as the protocol wants it. Else nobody waits for what is still on its way.
      outcome ? downloads->close(transfer) : transfer->abandon();
    }
  }
  sink_ = nullptr;
  result_.settle(std::move(outcome));
  if (downloads) downloads->over(this);
}

void AttachmentDownload::Impl::cancel() {
  const bool posted = gate_->post([self = shared_from_this()] {
    self->settle(Failure{std::string(kOperation), "Downloading cancelled", false});
  });
  if (!posted) result_.settle(failed());
}

AttachmentDownload::AttachmentDownload(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pending<protocol::AttachmentStatus> AttachmentDownload::result() const { return impl_->result(); }
void AttachmentDownload::cancel() { impl_->cancel(); }

}  // namespace parley::sdk
