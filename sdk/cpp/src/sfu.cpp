#include "parley/sfu.h"

#include <chrono>
#include <mutex>

#include "client.hpp"
#include "protocol/errors.hpp"
#include "room_impl.hpp"

namespace parley::sdk {

using protocol::State;

/// State of one client. Fields under the mutex are read by any thread.
class Sfu::Impl : public std::enable_shared_from_this<Sfu::Impl> {
 public:
  explicit Impl(Context::Impl& context)
      : loop_(context.next_loop()), client_(std::make_shared<Client>(context, loop_)) {}

  void start();
  Pending<Done> connect(PlainConnectOptions options);
  Pending<Done> disconnect();
  Outcome<std::shared_ptr<RoomExtended>> create_room(RoomOptions options);
  void end();
  Client& client() { return *client_; }

  mutable std::mutex mutex;
  State state = State::NEW;
  std::string nickname;
  std::shared_ptr<RoomExtended> room;

 private:
  void on_connected(const Outcome<protocol::InitialUserData>& outcome, const Pending<Done>& pending);
  void on_ended(const Client::Ended& how);
  std::shared_ptr<RoomExtended::Impl> current() const;
  void drop_rooms();

  Loop& loop_;
  const std::shared_ptr<Client> client_;
  std::string user_id_;  ///< made by the server for this connection; under the mutex
  Pending<Done> closing_;
  /// All that are not over, the newest last: the ones before it still wait for the answer to their leaving. Under the
  /// mutex.
  std::vector<std::shared_ptr<RoomExtended::Impl>> rooms_;
};

void Sfu::Impl::start() {
  client_->on_room_event([weak = weak_from_this()](const protocol::ServerFrame& frame) {
    const auto self = weak.lock();
    if (!self) return false;
    std::shared_ptr<RoomExtended::Impl> meant;
    {
      const std::lock_guard lock(self->mutex);
      for (const auto& one : self->rooms_) {
        if (one->id() == frame.roomId) meant = one;
      }
    }
    return meant && meant->handle(frame);
  });
}

Pending<Done> Sfu::Impl::connect(PlainConnectOptions options) {
  Pending<Done> pending;
  loop_.post([self = shared_from_this(), options = std::move(options), pending] {
    {
      const std::lock_guard lock(self->mutex);
      if (self->state == State::PENDING || self->state == State::CONNECTED) {
        const auto text = self->state == State::PENDING
                              ? protocol::errors::ConnectionError::CONNECTION_ALREADY_IN_PROGRESS
                              : protocol::errors::ConnectionError::CONNECTION_ALREADY_ESTABLISHED;
        return self->loop_.post([pending, text] { pending.settle(Failure{"CONNECT", std::string(text), false}); });
      }
      self->state = State::PENDING;
      self->closing_ = {};
      self->nickname = options.nickname;
    }
    protocol::ConnectionRequest request;
    request.appKey = protocol::apps::P_APP;
    request.mediaProviders = std::vector<std::string>{"WebRTC"};
    request.keepAlive = true;
    request.clientVersion = "0.5.28";
    request.clientOSVersion = "C++";
    request.clientBrowserVersion = "Parley C++ SDK";
    request.custom = protocol::ConnectionCustom{};
    request.custom->nickname = options.nickname;
    request.custom->roomName = options.logGroup;
    self->client_->connect(
        options.url, std::move(request), options.timeout, {options.pingInterval, options.failedProbesThreshold},
        [self, pending](Outcome<protocol::InitialUserData> outcome) { self->on_connected(outcome, pending); },
        [self](Client::Ended how) { self->on_ended(how); });
  });
  return pending;
}

void Sfu::Impl::on_connected(const Outcome<protocol::InitialUserData>& outcome, const Pending<Done>& pending) {
  {
    const std::lock_guard lock(mutex);
    state = outcome.ok() ? State::CONNECTED : State::FAILED;
    if (outcome.ok()) user_id_ = outcome.value().sipLogin;
  }
  outcome ? pending.settle(Done{}) : pending.settle(outcome.failure());
  client_->events.fire(outcome ? "CONNECTED" : "FAILED", protocol::Json::empty_object());
}

/// Whatever the reason of a close, it counts as asked for (chapter 01, section 1.13).
void Sfu::Impl::on_ended(const Client::Ended& how) {
  {
    const std::lock_guard lock(mutex);
    state = how.clean ? State::DISCONNECTED : State::FAILED;
  }
  drop_rooms();
  protocol::ConnectionFailedEvent event;
  event.reason = how.reason;
  event.code = how.code;
  const auto payload = protocol::Json::parse(protocol::encode(event));
  client_->events.fire(how.clean ? "DISCONNECTED" : "FAILED", payload ? *payload : protocol::Json::empty_object());
  closing_.settle(Done{});
}

std::shared_ptr<RoomExtended::Impl> Sfu::Impl::current() const {
  const std::lock_guard lock(mutex);
  return rooms_.empty() ? nullptr : rooms_.back();
}

Pending<Done> Sfu::Impl::disconnect() {
  Pending<Done> pending;
  loop_.post([self = shared_from_this(), pending] {
    State now;
    {
      const std::lock_guard lock(self->mutex);
      now = self->state;
    }
    if (now != State::PENDING && now != State::CONNECTED) return pending.settle(Done{});
    self->closing_.then([pending](const Outcome<Done>& outcome) { pending.settle(outcome); });
    const auto held = self->current();
    if (!held || held->state() != protocol::RoomState::JOINED) return self->client_->disconnect();
    held->leave().then([self](const Outcome<protocol::LeftRoom>&) { self->client_->disconnect(); });
  });
  return pending;
}

Outcome<std::shared_ptr<RoomExtended>> Sfu::Impl::create_room(RoomOptions options) {
  const std::lock_guard lock(mutex);
  const auto over = [](protocol::RoomState one) {
    return one == protocol::RoomState::DISPOSED || one == protocol::RoomState::FAILED;
  };
  if (options.name.empty()) return Failure{"ROOM_CREATE", "A room needs a name", false};
  if (room && !over(room->state())) return Failure{"ROOM_CREATE", "There is a room already", false};
  RoomData data;
  data.id = data.name = std::move(options.name);
  data.pin = std::move(options.pin);
  data.user_id = user_id_;
  data.nickname = nickname;
  data.creation_time =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  auto impl = std::make_shared<RoomExtended::Impl>(client_, std::move(data));
  impl->on_finished([weak = weak_from_this(), finished = std::weak_ptr(impl)] {
    const auto self = weak.lock();
    if (!self) return;
    const std::lock_guard guard(self->mutex);
    std::erase(self->rooms_, finished.lock());
  });
  rooms_.push_back(impl);
  room = std::make_shared<RoomExtended>(std::move(impl));
  return room;
}

void Sfu::Impl::drop_rooms() {
  decltype(rooms_) dropped;
  {
    const std::lock_guard lock(mutex);
    dropped.swap(rooms_);
  }
  for (const auto& one : dropped) one->on_connection_ended();
}

void Sfu::Impl::end() {
  client_->events.clear();
  Pending<Done> ended;
  loop_.post([self = shared_from_this(), ended] {
    self->drop_rooms();
    self->client_->abandon();
    self->closing_.settle(Done{});
    ended.settle(Done{});
  });
  (void)ended.get();
}

Sfu::Sfu() : own_context_(std::make_unique<Context>()), impl_(std::make_shared<Impl>(own_context_->impl())) {
  impl_->start();
}
Sfu::Sfu(Context& context) : impl_(std::make_shared<Impl>(context.impl())) { impl_->start(); }
Sfu::~Sfu() { impl_->end(); }

Pending<Done> Sfu::connect(PlainConnectOptions options) { return impl_->connect(std::move(options)); }
Pending<Done> Sfu::disconnect() { return impl_->disconnect(); }
State Sfu::state() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->state;
}
std::string Sfu::nickname() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->nickname;
}
Outcome<std::shared_ptr<RoomExtended>> Sfu::createRoom(RoomOptions options) {
  return impl_->create_room(std::move(options));
}
std::shared_ptr<RoomExtended> Sfu::room() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->room;
}
Subscription Sfu::on_json(std::string_view event, Subscriptions::Handler handler) {
  return impl_->client().events.add(event, std::move(handler));
}
void Sfu::off(Subscription subscription) { impl_->client().events.remove(subscription); }

}  // namespace parley::sdk
