#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/fanout.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "bench/swarm.hpp"

namespace parley::bench {

/// A chat channel, all of whose members are connected, each with one connection of a swarm. Every message reaches all
/// members but its sender, who gets an acknowledgement.
class Channel final : public Fanout {
 public:
  /// Members are `members` users of the organisation from `first` on.
  Channel(Swarm& swarm, const Organisation& organisation, std::size_t first, std::size_t members);

  /// Logs everybody in and makes the channel; the swarm's texts have to go to take() meanwhile. Throws when that takes
  /// more than five minutes.
  void set_up();
  /// Takes a text if it is for one of the members.
  bool take(std::size_t client, std::string_view text);

  std::size_t receivers() const override { return members_ - 1; }
  void serve(Time until) override { swarm_.serve(until); }
  std::uint64_t bytes_received() const override { return swarm_.bytes_received(); }

 protected:
  void send_as(std::size_t sender, std::uint64_t number, std::string_view body) override;

 private:
  Swarm& swarm_;
  const Organisation& organisation_;
  const std::size_t first_user_, members_;
  std::size_t first_client_ = 0, logged_in_ = 0, invited_ = 0;
  std::string id_;
};

}  // namespace parley::bench
