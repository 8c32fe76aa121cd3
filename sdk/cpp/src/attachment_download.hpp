#pragma once
// Downloads of files, each over a connection of its own (chapter 02, section 10.6).
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "client.hpp"
#include "loop_gate.hpp"
#include "parley/attachments.h"

namespace parley::sdk {

class Downloads;

/// One download. Functions marked (loop) are for the client's thread, all others for any.
class AttachmentDownload::Impl : public std::enable_shared_from_this<AttachmentDownload::Impl> {
 public:
  Impl(std::shared_ptr<LoopGate> gate, protocol::AttachmentRequest request, AttachmentSink sink)
      : gate_(std::move(gate)), request_(std::move(request)), sink_(std::move(sink)) {}

  Pending<protocol::AttachmentStatus> result() const { return result_; }
  void cancel();
  /// (loop) Ends it; the first outcome counts.
  void fail(Failure failure) { settle(std::move(failure)); }
  /// (loop) Its turn has come.
  void begin(const std::shared_ptr<Downloads>& downloads);

 private:
  void open_transfer(const std::string& session);
  void on_frame(std::string_view frame);
  void settle(Outcome<protocol::AttachmentStatus> outcome);
  /// Gives up unless something comes within this time.
  void expect(std::chrono::milliseconds within);
  Failure failed() const;

  const std::shared_ptr<LoopGate> gate_;
  const protocol::AttachmentRequest request_;
  AttachmentSink sink_;
  std::shared_ptr<Downloads> downloads_;  ///< while under way
  std::shared_ptr<Client> transfer_;
  Loop::TimerId timer_ = 0;
  std::int64_t received_ = 0;
  bool over_ = false;
  const Pending<protocol::AttachmentStatus> result_;
};

/// The downloads of one client: few at once, the others wait. Loop only.
class Downloads : public std::enable_shared_from_this<Downloads> {
 public:
  Downloads(Context::Impl& context, std::shared_ptr<Client> client) : context_(context), client_(std::move(client)) {}

  /// Where to connect, from now on, and how large the frames shall be.
  void use(std::string url, std::chrono::milliseconds timeout, std::size_t chunk_size);
  void add(std::shared_ptr<AttachmentDownload::Impl> download);
  /// The connection is gone: so are sessions.
  void fail_all();
  /// The client is about to go.
  void end();

  // For the downloads themselves.
  void close(const std::shared_ptr<Client>& transfer);
  void over(const AttachmentDownload::Impl* download);
  Client& client() { return *client_; }
  Context::Impl& context() { return context_; }
  const std::string& url() const { return url_; }
  std::chrono::milliseconds timeout() const { return timeout_; }
  std::size_t chunk_size() const { return chunk_size_; }

 private:
  void begin_next();

  Context::Impl& context_;
  const std::shared_ptr<Client> client_;
  std::string url_;
  std::chrono::milliseconds timeout_{10'000};
  std::size_t chunk_size_ = 100'000;
  std::deque<std::shared_ptr<AttachmentDownload::Impl>> running_, waiting_;
  std::vector<std::shared_ptr<Client>> closing_;  ///< transfer connections that have done their work
};

}  // namespace parley::sdk
