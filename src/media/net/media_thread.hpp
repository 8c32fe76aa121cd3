#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "media/net/room_host.hpp"

namespace parley::media {

/// What all media threads share; outlives them.
struct MediaShared {
  const DtlsContext& dtls;
  const SrtpLibrary& srtp;
  SctpLibrary& sctp;
  Listener& listener;
  std::atomic<std::size_t>& peers;
  std::size_t max_peers;
};

/// One thread, one UDP port, one TCP port, and the rooms that live there. It reads packets in batches, forwards them
/// and writes them in batches; commands come by a queue. The public functions may be called from any thread.
class MediaThread {
 public:
  /// Port 0: a free one, the same for TCP and UDP. `tcp` without a free TCP port of the same number: UDP alone.
  static Result<std::unique_ptr<MediaThread>> start(int number, const Address& address, bool tcp,
                                                    const MediaShared& shared);
  /// Ends all rooms, then the thread.
  ~MediaThread();

  std::uint16_t port() const { return udp_->port(); }
  bool has_tcp() const { return tcp_ != nullptr; }

  using Command = std::function<void(Time now, RoomHost& host)>;
  /// Runs the command on the thread, in the order of the calls.
  void post(Command command);

 private:
  MediaThread(FileDescriptor epoll, FileDescriptor wake, std::unique_ptr<UdpSocket> udp, std::unique_ptr<TcpLinks> tcp,
              const MediaShared& shared);
  void run();
  void read_udp(Time now);
  void run_commands();
  void run_due(Time now);
  void flush();
  int wait_time(Time now) const;

  FileDescriptor epoll_, wake_;
  std::unique_ptr<UdpSocket> udp_;
  std::unique_ptr<TcpLinks> tcp_;
  Wire wire_;
  ConnectionContext context_;
  RoomHost host_;
  Time now_{};
  Time next_sctp_{};
  Time next_sweep_{};

  std::mutex mutex_;
  std::vector<Command> commands_;  // guarded by mutex_
  std::vector<Command> running_;   // the thread's own
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace parley::media
