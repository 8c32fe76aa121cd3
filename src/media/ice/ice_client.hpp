#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "media/ice/address.hpp"
#include "media/ice/stun_message.hpp"

namespace parley::media {

/// A place where the server can be reached, from its SDP.
struct RemoteCandidate {
  Address address;
  bool tcp = false;  ///< ICE-TCP, passive (RFC 6544): we connect
};

/// The client's ICE agent towards an ice-lite server: controlling, one component. It checks every candidate, nominates
/// the best that answers (UDP before TCP, then in the order given), and keeps consent. Not thread-safe.
///
/// The owner has one socket per candidate (or one UDP socket for all UDP candidates): it sends what poll() gives,
/// passes STUN packets in, and says when a TCP connection is up or dead.
class IceClient {
 public:
  struct Config {
    std::string ufrag, password;                ///< ours
    std::string remote_ufrag, remote_password;  ///< the server's
    std::vector<RemoteCandidate> candidates;    ///< at most 16 are used
  };
  enum class State : std::uint8_t {
    checking,
    connected,  ///< selected() may be used for data
    failed      ///< nothing answered for 30 s, or consent ended; final
  };

  IceClient(Time now, Config config);

  /// A STUN packet from the candidate with this index. True: it was ours and valid.
  bool handle(Time now, std::size_t candidate, std::span<const std::uint8_t> packet);
  /// For a UDP socket that serves all UDP candidates: finds the candidate by the sender's address.
  std::optional<std::size_t> find_candidate(const Address& from, bool tcp) const;

  /// TCP candidates are checked once their connection is up; UDP ones at once.
  void set_usable(Time now, std::size_t candidate, bool usable);

  /// When on_timeout should be called next; nullopt once failed.
  std::optional<Time> next_timeout() const;
  void on_timeout(Time now);

  struct Outgoing {
    std::size_t candidate = 0;
    std::vector<std::uint8_t> packet;
  };
  /// Packets to send; call until empty after every other call.
  std::optional<Outgoing> poll();

  State state() const { return state_; }
  /// The nominated candidate, once connected. Changes when another takes over.
  std::optional<std::size_t> selected() const { return selected_; }
  const std::vector<RemoteCandidate>& candidates() const { return config_.candidates; }

 private:
  struct Check {
    bool usable = false;
    bool succeeded = false;
    bool nominating = false;  ///< the open transaction carries USE-CANDIDATE
    bool open = false;        ///< a transaction waits for its response
    TransactionId transaction{};
    std::vector<std::uint8_t> request;
    int sent = 0;  ///< times the open request went out
    std::chrono::milliseconds rto{};
    std::optional<Time> due;  ///< when to send next
  };
  StunBuilder build_request(const TransactionId& transaction, std::size_t candidate) const;
  void begin(Time now, std::size_t candidate, bool nominate);
  void retransmit(Time now, std::size_t candidate);
  bool nominating() const;
  void consider_nomination(Time now);
  void nominated(Time now, std::size_t candidate);
  void send_consent_check(Time now);
  void fail();

  Config config_;
  State state_ = State::checking;
  std::uint64_t tie_breaker_;
  std::vector<Check> checks_;
  std::optional<std::size_t> selected_;
  std::optional<Time> tcp_nomination_;  ///< when TCP has waited long enough for UDP
  Time consent_deadline_;
  std::optional<Time> consent_due_;
  std::vector<TransactionId> consent_transactions_;
  std::deque<Outgoing> outgoing_;
};

}  // namespace parley::media
