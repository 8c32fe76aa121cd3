#pragma once
// A network thread.
#include <atomic>
#include <cstdint>
#include <memory>
#include <queue>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "transport/address.hpp"
#include "transport/batch_sender.hpp"
#include "transport/connection.hpp"
#include "transport/hub.hpp"
#include "transport/listener.hpp"
#include "transport/routes.hpp"
#include "transport/static_files.hpp"
#include "transport/tls_context.hpp"
#include "transport/trusted_proxies.hpp"

namespace parley::transport {

/// What the loops share; it outlives them and is thread-safe (or never changes).
struct Shared {
  Application& application;
  Limits limits;
  std::string origin;  ///< of the server's links; may be empty
  std::shared_ptr<Hub> hub;
  std::unique_ptr<StaticFiles> files;
  std::unique_ptr<TlsContext> tls;  ///< null: plain
  Routes routes;
  ConnectionCount count;
  TrustedProxies proxies;
  std::atomic<bool> ready = false;
  Frame ping;  ///< the one frame every connection gets each period

  /// Where a connection counts: not where a proxy stands, which brings many people.
  std::string_view place_of(std::string_view address) const {
    return proxies.trusts(address) ? std::string_view() : address;
  }
};

/// Counted by one loop, read by anyone.
struct LoopCounters {
  std::atomic<std::uint64_t> accepted = 0, refused = 0, dropped_slow = 0, dropped_dead = 0, bad_frames = 0, text_in = 0,
                             text_out = 0, requests = 0;
};
/// For the one thread that writes a counter: without the bus lock of fetch_add, which a delivery would feel.
inline void count(std::atomic<std::uint64_t>& counter, std::uint64_t more) {
  counter.store(counter.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
}

/// One thread with epoll: its connections, their deadlines and its inbox. In each turn it reads what came, does what it
/// was told, and writes to each connection once, however many frames it got: at once what many get, the rest at the
/// turn's end. All public functions but the
/// constructor, `join` and `counters` are for the loop's own thread.
class Loop {
 public:
  /// Starts the thread. The first loop has the listener and deals the connections to all.
  Loop(Shared& shared, std::size_t number, std::size_t loops, std::unique_ptr<Listener> listener);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  /// After an EndLoop{stop} was pushed.
  void join();

  Shared& shared() { return shared_; }
  const Limits& limits() const { return shared_.limits; }
  LoopCounters& counters() { return counters_; }
  const LoopCounters& counters() const { return counters_; }
  Time now() const { return now_; }  ///< as of the turn's beginning
  std::span<std::uint8_t> read_buffer() { return read_buffer_; }

  void touch(Connection& connection);
  /// Whether what is delivered now had better be written at once: nothing else comes to so many in this turn.
  bool delivers_at_once() const { return at_once_; }
  /// True when the connection's bytes leave in the batch that is being gathered; it is told by sent_shared.
  bool gather(Connection& connection);
  void read_again(Connection& connection) { again_.push_back(connection.id()); }
  void bury(Connection& connection) { buried_.push_back(connection.id()); }

 private:
  struct Appointment {
    Time when;
    ConnectionId connection;
    bool operator>(const Appointment& other) const { return when > other.when; }
  };

  void run();
  int wait_time() const;
  void accept_some();
  void adopt(int socket, std::string address);
  void obey_all();
  void obey(Command& command);
  // Events (loop_deliveries.cpp).
  template <class Deliver>
  void visit(Receivers& receivers, const Deliver& deliver);
  void deliver(const DeliverEvent& event);
  std::size_t count_large_events() const;
  std::size_t deliver_run(std::size_t first);
  std::size_t find_run(std::size_t first);
  bool single_out(const Command& command, const Receivers& receivers);
  void single_out(ConnectionId connection);
  const std::vector<Connection*>& connections_of(Receivers& receivers);
  void send_gathered(const Frame& bytes);
  void keep_appointments();
  void end_turn();
  void stop_accepting();
  Connection* find(ConnectionId id);

  Shared& shared_;
  const std::size_t number_, loops_;
  Inbox& inbox_;
  std::unique_ptr<Listener> listener_;
  std::size_t next_loop_ = 0;
  Time accept_again_ = never;
  LoopCounters counters_;
  int epoll_;
  Time now_;
  std::vector<std::uint8_t> read_buffer_;
  std::unordered_map<ConnectionId, std::unique_ptr<Connection>> connections_;
  std::priority_queue<Appointment, std::vector<Appointment>, std::greater<>> appointments_;
  std::vector<Connection*> touched_;
  std::vector<ConnectionId> again_, buried_;
  std::vector<Command> commands_;
  std::vector<Connection*> singled_out_;  ///< in the run that is being delivered
  std::uint64_t visits_ = 0;
  BatchSender batch_;
  std::size_t large_events_ = 0;  ///< in this turn, events for many
  bool at_once_ = false;
  bool gathering_ = false;
  std::vector<Connection*> gathered_;
  std::vector<int> sockets_;      ///< theirs
  std::uint64_t departures_ = 1;  ///< connections freed, and one: what was found before is found anew
  bool ending_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace parley::transport
