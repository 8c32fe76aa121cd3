#pragma once
// What stands behind an SfuExtended. Its calls are in sfu_extended_<subject>.cpp.
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account_connection.hpp"
#include "attachment_download.hpp"
#include "client.hpp"
#include "loop_gate.hpp"
#include "parley/sfu_extended.h"
#include "room_impl.hpp"

namespace parley::sdk {

/// State of one client. Fields under the mutex are read by any thread and written on the loop.
class SfuExtended::Impl : public std::enable_shared_from_this<SfuExtended::Impl> {
 public:
  Impl(Context::Impl& context, LogOptions log);

  void start();
  Pending<CurrentUser> connect(ConnectOptions options);
  Pending<Done> disconnect();
  void end();

  /// A call whose answer is the event struct `Event`; the member is the outcome.
  template <class Event, class R, class Call>
  Pending<R> ask(const Call& call, R Event::*member) {
    return ask_for<R>(call, [member](const protocol::Json& payload) -> Result<R> {
      PARLEY_TRY(Event event, protocol::decode<Event>(payload));
      return std::move(event.*member);
    });
  }
  /// A call whose answer as a whole is the outcome.
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
    const Pending<R> pending;
    const std::string operation(Call::info.operation);
    if (const auto refusal = not_authenticated(operation)) {
      pending.settle(*refusal);
      return pending;
    }
    client_->call(call, [pending, read, operation](Outcome<protocol::Json> outcome) {
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
  /// Asks where to upload, and uploads; the download URL.
  template <class Call>
  Pending<std::optional<std::string>> ask_icon(Call call, std::optional<IconFile> icon, bool remove);
  /// Why a user's call can't be made now, if so.
  std::optional<Failure> not_authenticated(std::string_view operation) const;

  Pending<protocol::SignUpStatus> sign_up(SignUpOptions wanted);
  Pending<Done> ensure_username_available(UsernameOptions wanted);
  Pending<std::shared_ptr<ResetPasswordHandler>> reset_password(ResetPasswordOptions wanted);
  Pending<Done> remove_user(RemoveUserOptions wanted);
  Pending<protocol::ExamplesUser> examples_user(ExamplesOptions wanted);

  std::shared_ptr<SendingAttachmentsHandler> sending_handler(std::vector<AttachmentSource> sources,
                                                             std::vector<MessageAttachmentData> payload,
                                                             const std::string& message_id);
  std::shared_ptr<AttachmentDownload> download(protocol::AttachmentRequest request, AttachmentSink sink);

  Client& client() { return *client_; }
  Loop& loop() { return loop_; }
  LoopGate& gate() { return *gate_; }

  mutable std::mutex mutex;
  State state = State::NEW;
  std::optional<CurrentUser> user;
  ConnectOptions connect_options;  ///< of the last connect(), without its secrets
  std::map<std::string, std::pair<std::shared_ptr<RoomExtended::Impl>, std::shared_ptr<RoomExtended>>> rooms;

 private:
  void on_logged_in(const Outcome<protocol::InitialUserData>& outcome, const Pending<CurrentUser>& pending);
  void on_ended(const Client::Ended& how);
  /// Before anybody else hears of an event: keeps what later calls need.
  void watch(const protocol::ServerFrame& frame);
  bool on_room_event(const protocol::ServerFrame& frame);
  std::shared_ptr<RoomExtended> keep_room(RoomData data);
  void drop_rooms();
  /// Reads an answer; closes the connection, or keeps it for later calls.
  template <class R>
  using ReadAlone = std::function<Result<R>(const std::shared_ptr<AccountConnection>&, const protocol::Json&)>;
  /// One call on an anonymous connection of its own; one that is under way in the same place is given up.
  template <class R, class Call>
  Pending<R> ask_alone(std::string_view app, std::string url, std::chrono::milliseconds timeout, Call call,
                       std::weak_ptr<AccountConnection> Impl::*replaces, ReadAlone<R> read);
  std::shared_ptr<AccountConnection> new_account_connection(std::string_view app);

  Context::Impl& context_;
  Loop& loop_;
  const std::shared_ptr<Client> client_;
  const std::shared_ptr<LoopGate> gate_;
  const std::shared_ptr<Downloads> downloads_;
  Pending<Done> closing_;
  /// Rooms that are not found by their id any more, but end with the connection like all others. Under the mutex.
  std::vector<std::weak_ptr<RoomExtended::Impl>> replaced_;
  /// Messages whose files are to be uploaded, by id. Under the mutex.
  std::map<std::string, protocol::MessageStatusEvent> awaiting_files_;
  /// Account connections that are open, and those that wait for a mail to be answered. Loop only.
  std::vector<std::weak_ptr<AccountConnection>> accounts_;
  std::weak_ptr<AccountConnection> signing_up_, resetting_;
};

}  // namespace parley::sdk
