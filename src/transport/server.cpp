#include <algorithm>
#include <system_error>
#include <utility>

#include "transport/liveness.hpp"
#include "transport/loop.hpp"
#include "transport/transport.hpp"

namespace parley::transport {
namespace {

using Kind = WebSocketDecoder::Kind;

/// The loops and what they share. Every method only pushes to inboxes or reads atomics.
class LoopServer final : public Server {
 public:
  LoopServer(Application& application, const Config& config, std::shared_ptr<Hub> hub)
      : shared_{.application = application,
                .limits = config.limits,
                .origin = config.origin,
                .hub = std::move(hub),
                .files = nullptr,
                .tls = nullptr,
                .routes = {},
                .count = {config.limits.connections, config.limits.connections_per_address},
                .proxies = {},
                .ready = false,
                .ping = std::make_shared<const std::string>(ping_text)} {}

  ~LoopServer() override { stop(); }

  Result<void> open(const Config& config, events::Bus& bus, const Prepare& prepare) {
    PARLEY_TRY(shared_.proxies, TrustedProxies::parse(config.trusted_proxies));
    PARLEY_TRY(shared_.files, StaticFiles::open(config.web_root));
    if (!config.certificate_file.empty()) {
      PARLEY_TRY(shared_.tls, TlsContext::load(config.certificate_file, config.private_key_file));
    }
    PARLEY_TRY(auto listener, Listener::open(config.host, config.port));
    port_ = listener->port();
    if (prepare) prepare(*this);
    // Before the first connection, which may publish and misses nothing. The bus may outlive the server; the hub then
    // finds its inboxes closed.
    bus.subscribe([hub = shared_.hub](const events::Event& event) { hub->deliver(event); });
    const std::size_t count = static_cast<std::size_t>(config.loops);
    for (std::size_t i = 0; i < count; ++i) {
      loops_.push_back(std::make_unique<Loop>(shared_, i, count, i == 0 ? std::move(listener) : nullptr));
    }
    return {};
  }

  std::uint16_t port() const override { return port_; }
  using Server::route;
  void route(std::string prefix, Route route) override { shared_.routes.add(std::move(prefix), std::move(route)); }
  void set_ready(bool ready) override { shared_.ready = ready; }
  Result<void> reload_certificates() override { return shared_.tls ? shared_.tls->reload() : Result<void>(); }

  void admit(ConnectionId connection, std::string user, Frame first_frame) override {
    shared_.hub->admit(connection, std::move(user), std::move(first_frame));
  }
  void send(ConnectionId connection, Frame frame) override {
    shared_.hub->push(connection, SendFrame{connection, Kind::text, std::move(frame), nullptr});
  }
  void send_unless_overtaken(ConnectionId connection, Frame frame, Stamp stamp, Settled settled) override {
    shared_.hub->push(connection, SendAnswer{connection, std::move(frame), stamp, std::move(settled)});
  }
  void stamp(ConnectionId connection, std::function<void(Stamp)> taken) override {
    shared_.hub->push(connection, TakeStamp{connection, std::move(taken)});
  }
  void send_binary(ConnectionId connection, Frame bytes) override {
    send_binary(connection, std::move(bytes), nullptr);
  }
  void send_binary(ConnectionId connection, Frame bytes, Sent sent) override {
    shared_.hub->push(connection, SendFrame{connection, Kind::binary, std::move(bytes), std::move(sent)});
  }
  void pause_reading(ConnectionId connection) override {
    shared_.hub->push(connection, PauseReading{connection, true});
  }
  void resume_reading(ConnectionId connection) override {
    shared_.hub->push(connection, PauseReading{connection, false});
  }
  void close(ConnectionId connection, std::uint16_t code, std::string reason) override {
    shared_.hub->push(connection, CloseConnection{connection, code, std::move(reason)});
  }

  bool connected(std::string_view user) const override { return shared_.hub->connected(user); }
  std::vector<std::size_t> absent(const events::Audience& audience) const override {
    return shared_.hub->absent(audience);
  }
  void hold() override { shared_.hub->hold(); }
  void release() override { shared_.hub->release(); }

  Counters counters() const override {
    Counters sum;
    sum.connections = shared_.count.all();
    for (const auto& loop : loops_) {
      const LoopCounters& part = loop->counters();
      sum.accepted += part.accepted;
      sum.refused += part.refused;
      sum.dropped_slow += part.dropped_slow;
      sum.dropped_dead += part.dropped_dead;
      sum.bad_frames += part.bad_frames;
      sum.text_in += part.text_in;
      sum.text_out += part.text_out;
      sum.requests += part.requests;
    }
    return sum;
  }

  void drain(std::chrono::milliseconds deadline) override {
    const auto until = std::chrono::steady_clock::now() + deadline;
    end_loops(false);
    shared_.count.wait_for_none(until);
  }
  void stop() override {
    if (std::exchange(stopped_, true)) return;
    end_loops(true);
    for (const auto& loop : loops_) loop->join();
  }

 private:
  void end_loops(bool stop) {
    for (std::size_t i = 0; i < loops_.size(); ++i) shared_.hub->push_to(i, EndLoop{stop});
  }

  Shared shared_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
  std::vector<std::unique_ptr<Loop>> loops_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Config& config, Application& application, events::Bus& bus,
                                              const Prepare& prepare) {
  if (config.loops < 1 || config.loops > static_cast<int>(Hub::max_loops)) {
    return Error{"the number of network loops has to be 1 to " + std::to_string(Hub::max_loops)};
  }
  if (config.limits.ping_period.count() <= 0) return Error{"the ping period has to be positive"};
  auto hub = std::make_shared<Hub>(static_cast<std::size_t>(config.loops));
  auto server = std::make_unique<LoopServer>(application, config, std::move(hub));
  PARLEY_CHECK(server->open(config, bus, prepare));
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace parley::transport
