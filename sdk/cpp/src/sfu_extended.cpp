// The connection of a user: login, end, and what everything else stands on.
#include "parley/sfu_extended.h"

#include <algorithm>

#include "base/random.hpp"
#include "issued_url.hpp"
#include "message_cursor.hpp"
#include "protocol/errors.hpp"
#include "sfu_extended_impl.hpp"
#include "utf8.hpp"

namespace parley::sdk {

constexpr std::size_t kMaxChunk = 4u << 20;

SfuExtended::Impl::Impl(Context::Impl& context, LogOptions log)
    : context_(context),
      loop_(context.next_loop()),
      client_(std::make_shared<Client>(context, loop_, std::move(log))),
      gate_(std::make_shared<LoopGate>(loop_)),
      downloads_(std::make_shared<Downloads>(context, client_)) {}

void SfuExtended::Impl::start() {
  client_->on_event_first([weak = weak_from_this()](const protocol::ServerFrame& frame) {
    if (const auto self = weak.lock()) self->watch(frame);
  });
  client_->on_room_event([weak = weak_from_this()](const protocol::ServerFrame& frame) {
    const auto self = weak.lock();
    return self && self->on_room_event(frame);
  });
}

void SfuExtended::Impl::watch(const protocol::ServerFrame& frame) {
  if (const auto cursor = message_cursor(frame)) {
    if (const auto payload = protocol::Json::parse(protocol::encode(*cursor)))
      client_->events.fire("MESSAGE_CURSOR", *payload);
  }
  if (frame.type == "USER_INFO_CHANGED") {
    const auto event = protocol::decode<protocol::UserInfoChangedEvent>(frame.payload);
    const std::lock_guard lock(mutex);
    if (!event || !user || event->userId != user->username) return;
    user->email = event->info.email;
    user->nickname = event->info.nickname;
  } else if (frame.type == "SFU_MESSAGE_STATE") {
    auto event = protocol::decode<protocol::MessageStatusEvent>(frame.payload);
    if (!event || !event->waitingUploadingAttachments || !event->messageWithUploadingAttachments) return;
    const std::lock_guard lock(mutex);
    std::string id = event->status.id;
    awaiting_files_.insert_or_assign(std::move(id), std::move(*event));
  }
}

std::optional<Failure> SfuExtended::Impl::not_authenticated(std::string_view operation) const {
  const std::lock_guard lock(mutex);
  if (state == State::AUTHENTICATED) return std::nullopt;
  return Failure{std::string(operation),
                 "User isn't authenticated, current state " + std::string(protocol::wire(state)), true};
}

Pending<CurrentUser> SfuExtended::Impl::connect(ConnectOptions wanted) {
  Pending<CurrentUser> pending;
  wanted.binaryChunkSize = std::clamp<std::size_t>(wanted.binaryChunkSize, 1, kMaxChunk);
  loop_.post([self = shared_from_this(), wanted = std::move(wanted), pending]() mutable {
    protocol::ConnectionRequest request;
    const auto given = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
    request.appKey = protocol::apps::Z_APP;
    request.mediaProviders = std::vector<std::string>{"WebRTC"};
    request.keepAlive = true;
    request.authToken = given(wanted.authToken);
    request.clientVersion = "0.5.28";
    request.clientOSVersion = "C++";
    request.clientBrowserVersion = "Parley C++ SDK";
    request.custom = protocol::ConnectionCustom{};
    request.custom->username = given(wanted.username);
    request.custom->password = given(wanted.password);
    request.custom->nickname = given(wanted.nickname);
    request.custom->device = given(wanted.device);
    request.custom->details = wanted.details;
    wanted.password.clear();
    wanted.authToken.clear();
    {
      const std::lock_guard lock(self->mutex);
      if (self->state == State::PENDING || self->state == State::AUTHENTICATED) {
        const auto text = self->state == State::PENDING
                              ? protocol::errors::ConnectionError::CONNECTION_ALREADY_IN_PROGRESS
                              : protocol::errors::ConnectionError::CONNECTION_ALREADY_ESTABLISHED;
        return self->loop_.post([pending, text] { pending.settle(Failure{"CONNECT", std::string(text), false}); });
      }
      self->state = State::PENDING;
      self->closing_ = {};
      self->connect_options = wanted;
    }
    self->downloads_->use(wanted.url, wanted.timeout, wanted.binaryChunkSize);
    self->client_->connect(
        wanted.url, std::move(request), wanted.timeout, {wanted.pingInterval, wanted.failedProbesThreshold},
        [self, pending](Outcome<protocol::InitialUserData> outcome) { self->on_logged_in(outcome, pending); },
        [self](Client::Ended how) { self->on_ended(how); });
  });
  return pending;
}

void SfuExtended::Impl::on_logged_in(const Outcome<protocol::InitialUserData>& outcome,
                                     const Pending<CurrentUser>& pending) {
  if (!outcome) {
    {
      const std::lock_guard lock(mutex);
      state = State::FAILED;
    }
    pending.settle(outcome.failure());
    closing_.settle(Done{});
    return client_->events.fire("FAILED", protocol::Json::empty_object());
  }
  const protocol::InitialUserData& data = outcome.value();
  CurrentUser current{data.sipLogin, data.email, data.sipVisibleName, data.authToken, data.pmi};
  {
    const std::lock_guard lock(mutex);
    state = State::AUTHENTICATED;
    user = current;
  }
  pending.settle(std::move(current));
  client_->events.fire("CONNECTED", protocol::Json::empty_object());
}

void SfuExtended::Impl::on_ended(const Client::Ended& how) {
  const bool asked = how.clean && how.reason == protocol::errors::NORMAL_DISCONNECT;
  {
    const std::lock_guard lock(mutex);
    state = how.clean ? State::DISCONNECTED : State::FAILED;
    user.reset();
    awaiting_files_.clear();
  }
  drop_rooms();
  downloads_->fail_all();
  protocol::ConnectionFailedEvent event;
  event.reason = how.reason;
  event.code = how.code;
  const auto payload = protocol::Json::parse(protocol::encode(event));
  client_->events.fire(asked ? "DISCONNECTED" : "CONNECTION_FAILED",
                       payload ? *payload : protocol::Json::empty_object());
  closing_.settle(Done{});
}

Pending<Done> SfuExtended::Impl::disconnect() {
  Pending<Done> pending;
  loop_.post([self = shared_from_this(), pending] {
    bool open = false;
    std::vector<std::shared_ptr<RoomExtended::Impl>> held;
    {
      const std::lock_guard lock(self->mutex);
      open = self->state == State::AUTHENTICATED || self->state == State::PENDING;
      for (const auto& [id, room] : self->rooms) held.push_back(room.first);
    }
    if (!open) return pending.settle(Done{});
    for (const auto& room : held) room->leave_quietly();
    self->closing_.then([pending](const Outcome<Done>& outcome) { pending.settle(outcome); });
    self->client_->disconnect();
  });
  return pending;
}

void SfuExtended::Impl::end() {
  client_->events.clear();
  gate_->close();
  Pending<Done> ended;
  loop_.post([self = shared_from_this(), ended] {
    self->drop_rooms();
    self->downloads_->end();
    for (const auto& one : self->accounts_) {
      if (const auto account = one.lock()) account->abandon();
    }
    self->client_->abandon();
    self->closing_.settle(Done{});
    ended.settle(Done{});
  });
  (void)ended.get();
}

SfuExtended::SfuExtended(LogOptions log)
    : own_context_(std::make_unique<Context>()), impl_(std::make_shared<Impl>(own_context_->impl(), std::move(log))) {
  impl_->start();
}
SfuExtended::SfuExtended(Context& context, LogOptions log)
    : impl_(std::make_shared<Impl>(context.impl(), std::move(log))) {
  impl_->start();
}
SfuExtended::~SfuExtended() { impl_->end(); }

Pending<CurrentUser> SfuExtended::connect(ConnectOptions options) { return impl_->connect(std::move(options)); }
Pending<Done> SfuExtended::disconnect() { return impl_->disconnect(); }
Pending<Done> SfuExtended::logout() { return impl_->ask_done(calls::Logout{}); }
State SfuExtended::state() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->state;
}
std::optional<CurrentUser> SfuExtended::user() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->user;
}
std::string SfuExtended::server() const {
  const std::lock_guard lock(impl_->mutex);
  const auto url = Url::parse(impl_->connect_options.url);
  return url ? url->host : std::string();
}
std::string SfuExtended::reachableUrl(const std::string& issued) const {
  const std::lock_guard lock(impl_->mutex);
  return reachable_url(issued, impl_->connect_options.url);
}

std::string SfuExtended::generateAttachmentId() { return random_uuid(); }
std::vector<std::uint8_t> SfuExtended::strToUTF8Array(const std::string& text) { return {text.begin(), text.end()}; }
std::string SfuExtended::fromUTF8ArrayToStr(const std::vector<std::uint8_t>& bytes) { return valid_utf8(bytes); }

Subscription SfuExtended::on_json(std::string_view event, Subscriptions::Handler handler) {
  return impl_->client().events.add(event, std::move(handler));
}
void SfuExtended::off(Subscription subscription) { impl_->client().events.remove(subscription); }

}  // namespace parley::sdk
