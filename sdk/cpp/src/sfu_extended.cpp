#include "parley/sfu_extended.h"

#include <atomic>
#include <mutex>

#include "client.hpp"
#include "protocol/errors.hpp"
#include "room_impl.hpp"

namespace parley::sdk {

/// State of one client. Fields under the mutex are read by any thread and written on the loop.
class SfuExtended::Impl : public std::enable_shared_from_this<SfuExtended::Impl> {
 public:
  explicit Impl(Context::Impl& context)
      : context_(context), loop_(context.next_loop()), client_(std::make_shared<Client>(context, loop_)) {}

  void start();
  Pending<CurrentUser> connect(ConnectOptions options);
  Pending<Done> disconnect();
  void end();

  /// A call whose answer is the event struct `Event`; `project` takes the result out of it.
  template <class Event, class R, class Call>
  Pending<R> ask(const Call& call, R Event::*member) {
    return ask_for<R>(call, [member](const protocol::Json& payload) -> Result<R> {
      PARLEY_TRY(Event event, protocol::decode<Event>(payload));
      return std::move(event.*member);
    });
  }
  template <class R, class Call>
  Pending<R> ask(const Call& call) {
    return ask_for<R>(call, [](const protocol::Json& payload) { return protocol::decode<R>(payload); });
  }
  template <class Call>
  Pending<Done> ask_done(const Call& call) {
    return ask_for<Done>(call, [](const protocol::Json&) -> Result<Done> { return Done{}; });
  }
  template <class R, class Call, class Read>
  Pending<R> ask_for(const Call& call, Read read) {
    Pending<R> pending;
    client_->call(call, [pending, read,
                         operation = std::string(Call::info.operation)](Outcome<protocol::Json> outcome) {
      if (!outcome) return pending.settle(outcome.failure());
      auto result = read(*outcome);
      if (!result)
        return pending.settle(Failure{operation, "The server's answer makes no sense: " + result.error().text, false});
      pending.settle(std::move(*result));
    });
    return pending;
  }
  template <class Event, class Call>
  Pending<std::shared_ptr<RoomExtended>> ask_room(const Call& call);
  template <class Answer, class Call>
  Pending<Answer> ask_alone(const std::string& url, Call call,
                            std::function<Result<Answer>(const protocol::Json&)> read);

  Client& client() { return *client_; }
  bool on_loop() const { return loop_.on_thread(); }
  Context::Impl& context() { return context_; }

  mutable std::mutex mutex;
  State state = State::NEW;
  std::optional<CurrentUser> user;
  std::string server;
  std::map<std::string, std::pair<std::shared_ptr<RoomExtended::Impl>, std::shared_ptr<RoomExtended>>> rooms;

 private:
  void set_state(State next) {
    const std::lock_guard lock(mutex);
    state = next;
  }
  bool on_room_event(const protocol::ServerFrame& frame);
  std::shared_ptr<RoomExtended> keep_room(RoomData data);
  void drop_rooms();

  Context::Impl& context_;
  Loop& loop_;
  const std::shared_ptr<Client> client_;
  Pending<Done> closing_;
  /// Rooms that are not found by their id any more, but end with the connection like all others. Under the mutex.
  std::vector<std::weak_ptr<RoomExtended::Impl>> replaced_;
};

void SfuExtended::Impl::start() {
  client_->on_room_event([weak = weak_from_this()](const protocol::ServerFrame& frame) {
    const auto self = weak.lock();
    return self && self->on_room_event(frame);
  });
}

bool SfuExtended::Impl::on_room_event(const protocol::ServerFrame& frame) {
  std::shared_ptr<RoomExtended::Impl> room;
  {
    const std::lock_guard lock(mutex);
    const auto found = rooms.find(frame.roomId);
    if (found == rooms.end()) return false;
    room = found->second.first;
  }
  return room->handle(frame);
}

Pending<CurrentUser> SfuExtended::Impl::connect(ConnectOptions options) {
  Pending<CurrentUser> pending;
  loop_.post([self = shared_from_this(), options = std::move(options), pending]() mutable {
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
      if (const auto url = Url::parse(options.url)) self->server = url->host;
    }
    const auto given = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
    protocol::ConnectionRequest request;
    request.appKey = protocol::apps::Z_APP;
    request.mediaProviders = std::vector<std::string>{"WebRTC"};
    request.keepAlive = true;
    request.authToken = given(options.authToken);
    request.clientVersion = "0.5.28";
    request.clientOSVersion = "C++";
    request.clientBrowserVersion = "Parley C++ SDK";
    request.custom = protocol::ConnectionCustom{};
    request.custom->username = given(options.username);
    request.custom->password = given(options.password);
    request.custom->nickname = given(options.nickname);
    request.custom->device = given(options.device);
    self->client_->connect(
        options.url, std::move(request), options.timeout, {options.pingInterval, options.failedProbesThreshold},
        [self, pending](Outcome<protocol::InitialUserData> outcome) {
          if (!outcome) {
            self->set_state(State::FAILED);
            pending.settle(outcome.failure());
            return self->client_->events.fire("FAILED", protocol::Json::empty_object());
          }
          CurrentUser current{outcome->sipLogin, outcome->email, outcome->sipVisibleName, outcome->authToken,
                              outcome->pmi};
          {
            const std::lock_guard lock(self->mutex);
            self->state = State::AUTHENTICATED;
            self->user = current;
          }
          pending.settle(std::move(current));
          self->client_->events.fire("CONNECTED", protocol::Json::empty_object());
        },
        [self](Client::Ended how) {
          const bool asked = how.clean && how.reason == protocol::errors::NORMAL_DISCONNECT;
          {
            const std::lock_guard lock(self->mutex);
            self->state = how.clean ? State::DISCONNECTED : State::FAILED;
            self->user.reset();
          }
          self->drop_rooms();
          const std::string_view name = asked ? "DISCONNECTED" : "CONNECTION_FAILED";
          protocol::ConnectionFailedEvent event;
          event.reason = how.reason;
          event.code = how.code;
          const auto payload = protocol::Json::parse(protocol::encode(event));
          self->client_->events.fire(name, payload ? *payload : protocol::Json::empty_object());
          self->closing_.settle(Done{});
        });
  });
  return pending;
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
  Pending<Done> ended;
  loop_.post([self = shared_from_this(), ended] {
    self->drop_rooms();
    self->client_->abandon();
    ended.settle(Done{});
  });
  (void)ended.get();
}

void SfuExtended::Impl::drop_rooms() {
  decltype(rooms) dropped;
  decltype(replaced_) replaced;
  {
    const std::lock_guard lock(mutex);
    dropped.swap(rooms);
    replaced.swap(replaced_);
  }
  for (auto& [id, room] : dropped) room.first->on_connection_ended();
  for (const auto& one : replaced) {
    if (const auto room = one.lock()) room->on_connection_ended();
  }
}

std::shared_ptr<RoomExtended> SfuExtended::Impl::keep_room(RoomData data) {
  {
    const std::lock_guard lock(mutex);
    if (user) {
      data.user_id = user->username;
      data.nickname = user->nickname;
    }
  }
  const std::string id = data.id;
  auto impl = std::make_shared<RoomExtended::Impl>(client_, std::move(data));
  impl->on_finished([weak = weak_from_this(), id, room = std::weak_ptr(impl)] {
    const auto self = weak.lock();
    if (!self) return;
    const std::lock_guard lock(self->mutex);
    const auto found = self->rooms.find(id);
    // A newer object may have taken the place under this id.
    if (found != self->rooms.end() && found->second.first == room.lock()) self->rooms.erase(found);
  });
  auto room = std::make_shared<RoomExtended>(impl);
  const std::lock_guard lock(mutex);
  auto& place = rooms[id];
  std::erase_if(replaced_, [](const auto& one) { return one.expired(); });
  if (place.first) replaced_.push_back(place.first);
  place = {std::move(impl), room};
  return room;
}

template <class Event, class Call>
Pending<std::shared_ptr<RoomExtended>> SfuExtended::Impl::ask_room(const Call& call) {
  Pending<std::shared_ptr<RoomExtended>> pending;
  client_->call(call, [self = shared_from_this(), pending](Outcome<protocol::Json> outcome) {
    if (!outcome) return pending.settle(outcome.failure());
    const auto event = protocol::decode<Event>(*outcome);
    const auto id = outcome->get("roomId").string();
    if (!event || !id)
      return pending.settle(Failure{std::string(Call::info.operation), "The server's answer makes no sense", false});
    RoomData data;
    data.id = *id;
    data.name = event->name.value_or("");
    data.owner = event->owner;
    data.pin = event->pin.value_or("");
    data.conference_type = event->conferenceType;
    data.config = event->config;
    data.creation_time = event->creationTime;
    data.waiting_room_enabled = event->waitingRoomEnabled;
    pending.settle(self->keep_room(std::move(data)));
  });
  return pending;
}

/// One call on an anonymous connection of its own, which closes after the answer.
template <class Answer, class Call>
Pending<Answer> SfuExtended::Impl::ask_alone(const std::string& url, Call call,
                                             std::function<Result<Answer>(const protocol::Json&)> read) {
  Pending<Answer> pending;
  auto alone = std::make_shared<Client>(context_, loop_);
  const auto finish = [alone] { alone->disconnect(); };
  // Statuses on the way to the answer are events of this object.
  alone->events.add("SIGN_UP_STATUS", [weak = weak_from_this()](const protocol::Json& payload) {
    if (const auto self = weak.lock()) self->client_->events.fire("SIGN_UP_STATUS", payload);
  });
  loop_.post(
      [this, self = shared_from_this(), alone, url, call = std::move(call), read = std::move(read), pending, finish] {
        protocol::ConnectionRequest request;
        request.appKey = protocol::apps::Z_USER_MANAGEMENT_APP;
        request.mediaProviders = std::vector<std::string>{"WebRTC"};
        request.keepAlive = true;
        request.clientVersion = "0.5.28";
        request.custom = protocol::ConnectionCustom{};
        alone->connect(
            url, std::move(request), std::chrono::seconds(10), {},
            [alone, call, read, pending, finish](Outcome<protocol::InitialUserData> outcome) {
              if (!outcome)
                return pending.settle(Failure{std::string(Call::info.operation), outcome.failure().error, true});
              alone->call(call, [read, pending, finish](Outcome<protocol::Json> answer) {
                finish();
                if (!answer) return pending.settle(answer.failure());
                auto result = read(*answer);
                if (!result)
                  return pending.settle(Failure{std::string(Call::info.operation), result.error().text, false});
                pending.settle(std::move(*result));
              });
            },
            [alone](Client::Ended) { alone->events.clear(); });
      });
  return pending;
}

SfuExtended::SfuExtended()
    : own_context_(std::make_unique<Context>()), impl_(std::make_shared<Impl>(own_context_->impl())) {
  impl_->start();
}
SfuExtended::SfuExtended(Context& context) : impl_(std::make_shared<Impl>(context.impl())) { impl_->start(); }
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
  return impl_->server;
}

Pending<protocol::SignUpStatus> SfuExtended::signUp(const std::string& url, calls::SignUp account) {
  return impl_->ask_alone<protocol::SignUpStatus>(url, std::move(account), [](const protocol::Json& payload) {
    return protocol::decode<protocol::SignUpStatus>(payload);
  });
}
Pending<Done> SfuExtended::ensureUsernameAvailable(const std::string& url, calls::EnsureUsernameAvailable username) {
  return impl_->ask_alone<Done>(url, std::move(username), [](const protocol::Json&) -> Result<Done> { return Done{}; });
}
Pending<protocol::UserInfo> SfuExtended::getUserInfo() {
  return impl_->ask(calls::GetUserInfo{}, &protocol::UserInfoEvent::userInfo);
}
Pending<protocol::SystemConfig> SfuExtended::getSystemConfig() {
  return impl_->ask(calls::GetSystemConfig{}, &protocol::SystemConfigEvent::config);
}

Pending<std::map<std::string, protocol::UserSpecificChatInfo>> SfuExtended::getUserChats() {
  return impl_->ask(calls::GetUserChats{}, &protocol::ChatsEvent::chats);
}
Pending<std::map<std::string, protocol::UserSpecificChatInfo>> SfuExtended::getPublicChannels() {
  return impl_->ask(calls::GetPublicChannels{}, &protocol::PublicChannelsEvent::channels);
}
Pending<protocol::Chat> SfuExtended::loadChat(calls::LoadChat c) {
  return impl_->ask(c, &protocol::ChatLoadedEvent::chat);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::createChat(calls::CreateChat c) {
  return impl_->ask(c, &protocol::NewChatEvent::info);
}
Pending<Done> SfuExtended::deleteChat(calls::DeleteChat c) { return impl_->ask_done(c); }
Pending<Done> SfuExtended::renameChat(calls::RenameChat c) { return impl_->ask_done(c); }
Pending<protocol::UserSpecificChatInfo> SfuExtended::addMemberToChat(calls::AddMemberToChat c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::removeMemberFromChat(calls::RemoveMemberFromChat c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::addChatToFavourites(calls::AddChatToFavourites c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::removeChatFromFavourites(calls::RemoveChatFromFavourites c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::updateChatHiding(calls::UpdateChatHiding c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::UserSpecificChatInfo> SfuExtended::updateChatReceivePolicy(calls::UpdateChatReceivePolicy c) {
  return impl_->ask(c, &protocol::UpdateChatEvent::info);
}
Pending<protocol::ChatNotificationSettingsUpdated> SfuExtended::updateChatNotificationSettings(
    calls::UpdateChatNotificationSettings c) {
  return impl_->ask<protocol::ChatNotificationSettingsUpdated>(c);
}
Pending<protocol::ChatMuted> SfuExtended::muteChat(calls::MuteChat c) { return impl_->ask<protocol::ChatMuted>(c); }
Pending<protocol::ChatUnmuted> SfuExtended::unmuteChat(calls::UnmuteChat c) {
  return impl_->ask<protocol::ChatUnmuted>(c);
}

Pending<protocol::MessageStatus> SfuExtended::sendMessage(calls::SendMessage c) {
  return impl_->ask(c, &protocol::MessageStatusEvent::status);
}
Pending<protocol::MessageStatus> SfuExtended::editMessage(calls::EditMessage c) {
  return impl_->ask(c, &protocol::MessageStatusEvent::status);
}
Pending<Done> SfuExtended::deleteMessage(calls::DeleteMessage c) { return impl_->ask_done(c); }
Pending<protocol::AddedRemovedReactionOnMessage> SfuExtended::addReactionOnMessage(calls::AddReactionOnMessage c) {
  return impl_->ask<protocol::AddedRemovedReactionOnMessage>(c);
}
Pending<protocol::AddedRemovedReactionOnMessage> SfuExtended::removeReactionOnMessage(
    calls::RemoveReactionOnMessage c) {
  return impl_->ask<protocol::AddedRemovedReactionOnMessage>(c);
}
Pending<protocol::LastReadMessageUpdated> SfuExtended::markMessageRead(calls::MarkMessageRead c) {
  return impl_->ask<protocol::LastReadMessageUpdated>(c);
}
Pending<protocol::LastReadMessageUpdated> SfuExtended::markMessageUnread(calls::MarkMessageUnread c) {
  return impl_->ask<protocol::LastReadMessageUpdated>(c);
}
Pending<std::vector<protocol::Message>> SfuExtended::loadMessages(calls::LoadMessages c) {
  return impl_->ask(c, &protocol::ChatMessagesEvent::messages);
}
Pending<protocol::ChatMessagesCount> SfuExtended::getMessagesCount(calls::GetMessagesCount c) {
  return impl_->ask<protocol::ChatMessagesCount>(c);
}
Pending<protocol::FirstAndLastChatMessage> SfuExtended::getFirstAndLastMessage(calls::GetFirstAndLastMessage c) {
  return impl_->ask<protocol::FirstAndLastChatMessage>(c);
}
Pending<protocol::UnreadMessagesCountEvent> SfuExtended::getUnreadMessagesCount(calls::GetUnreadMessagesCount c) {
  return impl_->ask<protocol::UnreadMessagesCountEvent>(c);
}

Pending<std::shared_ptr<RoomExtended>> SfuExtended::createRoom(calls::CreateRoom c) {
  return impl_->ask_room<protocol::CreatedRoom>(c);
}
Pending<std::shared_ptr<RoomExtended>> SfuExtended::createDirectMeeting(calls::CreateDirectMeeting c) {
  return impl_->ask_room<protocol::CreatedRoom>(c);
}
Pending<std::shared_ptr<RoomExtended>> SfuExtended::roomAvailable(calls::RoomAvailable c) {
  return impl_->ask_room<protocol::RoomAvailable>(c);
}
Pending<Done> SfuExtended::roomExists(calls::RoomExists c) { return impl_->ask_done(c); }
Pending<std::vector<protocol::RoomInfo>> SfuExtended::loadActiveRooms() {
  return impl_->ask(calls::GetActiveRooms{}, &protocol::UserRoomsEvent::rooms);
}
std::shared_ptr<RoomExtended> SfuExtended::getRoom(const std::string& id) const {
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->rooms.find(id);
  return found == impl_->rooms.end() ? nullptr : found->second.second;
}

Subscription SfuExtended::on_json(std::string_view event, Subscriptions::Handler handler) {
  return impl_->client().events.add(event, std::move(handler));
}
void SfuExtended::off(Subscription subscription) { impl_->client().events.remove(subscription); }

}  // namespace parley::sdk
