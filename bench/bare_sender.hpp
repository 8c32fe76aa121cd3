#pragma once
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "bench/fanout.hpp"
#include "bench/sockets.hpp"

namespace parley::bench {

/// What no server can go below: a process on a core of its own that sends the same bytes to each of its connections
/// with one system call each, and does nothing else.
class BareSender final : public Fanout {
 public:
  BareSender(std::size_t receivers, std::size_t bytes);
  ~BareSender() override;
  BareSender(const BareSender&) = delete;
  BareSender& operator=(const BareSender&) = delete;

  double cpu_seconds() const;
  std::size_t receivers() const override { return received_.size(); }
  void serve(Time until) override { sockets_->serve(until); }
  std::uint64_t bytes_received() const override { return sockets_->bytes_received(); }

 protected:
  void send_as(std::size_t sender, std::uint64_t number, std::string_view body) override;

 private:
  const std::size_t bytes_;
  std::vector<std::size_t> received_;  ///< bytes of an unfinished message, by connection
  std::size_t finished_ = 0;           ///< deliveries of the current message
  pid_t pid_ = -1;
  int commands_ = -1;
  std::unique_ptr<Sockets> sockets_;
};

}  // namespace parley::bench
