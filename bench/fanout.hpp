#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/samples.hpp"

namespace parley::bench {

/// A place where what one says reaches many, all of them connected: a channel of ours, a room of another server.
/// Counts at the receivers. Confined to one thread.
class Fanout {
 public:
  virtual ~Fanout() = default;

  struct Counters {
    std::uint64_t sent = 0, acknowledged = 0, delivered = 0;
  };
  const Counters& counters() const { return counters_; }
  /// How many deliveries each message makes.
  virtual std::size_t receivers() const = 0;
  /// The next message, from one of the first `senders` members in turn. `body` has to be such that it needs no escapes.
  /// Returns its number: 0, 1, 2 …
  std::uint64_t send(std::string_view body, int senders);
  /// Deals with what has come, or waits for it until the given time.
  virtual void serve(Time until) = 0;
  virtual std::uint64_t bytes_received() const = 0;
  /// Waits until everything sent is acknowledged and delivered, half a minute at most; throws when messages are lost.
  void settle();

  /// Called after counting; may send.
  std::function<void(std::uint64_t message)> on_acknowledged;
  std::function<void(std::string_view text)> on_delivered;

 protected:
  virtual void send_as(std::size_t sender, std::uint64_t number, std::string_view body) = 0;
  void acknowledged(std::uint64_t message);
  void delivered(std::string_view text);
  /// Throws when it takes longer.
  void wait(Time until, const std::function<bool()>& reached, const char* what);

 private:
  Counters counters_;
};

struct Load {
  int senders;
  std::size_t body_bytes;
  int seconds;

  /// A body that begins so.
  std::string body(std::string start = {}) const;
};

std::vector<Table::Column> throughput_columns();
/// What a server does behind (ours prepares messages for searching) belongs to what was measured before. Waits ten
/// seconds at most.
void wait_until_idle(const std::function<double()>& cpu_seconds);
/// Keeps `window` messages under way; a message is under way until it is acknowledged and everybody has it.
/// `cpu_seconds`: the server's processor time so far.
std::vector<double> measure_throughput(const std::function<double()>& cpu_seconds, Fanout& place, const Load& load,
                                       std::uint64_t window);

}  // namespace parley::bench
