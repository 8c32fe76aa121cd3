#include "server/application.hpp"

#include <exception>
#include <thread>

#include "base/log.hpp"
#include "base/random.hpp"
#include "protocol/enums.hpp"

namespace parley::server {
namespace {

// RFC 6455 section 7.4.1. A refused login can only be told by closing; the reason is what the application sees.
constexpr std::uint16_t kPolicyViolation = 1008;

/// How often a read whose answer news has overtaken is made on a snapshot before it goes to the writer, whose answers
/// nothing overtakes.
constexpr int kSnapshotReads = 3;

std::string what(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown";
  }
}

/// Clients wait for the answer to this one call under the message's id, and give no id of its own.
void name_answer(Request& request) {
  if (!request.info || request.info->name != protocol::calls::SendMessageWithAttachments::info.name) return;
  if (!request.frame.internalMessageId.empty()) return;
  const auto message = request.frame.argument.get("id").string();
  if (message && message->size() <= protocol::kMaxMessageId) request.frame.internalMessageId = std::string(*message);
}

}  // namespace

/// A call between its queue and its answer.
struct Application::Running {
  std::shared_ptr<Session> session;
  RequestPointer request;
  Job job;
  transport::Stamp stamp = 0;                               ///< taken before the read began
  std::thread::id arrived_on = std::this_thread::get_id();  ///< … on the connection's loop
  int reads = 0;
  Outcome outcome;
};

Application::Application(storage::Database& database, LiveSessions& sessions, const CallTable& calls,
                         OnEntered on_entered, OnGone on_gone, OnBytes on_bytes)
    : database_(database),
      sessions_(sessions),
      calls_(calls),
      on_entered_(std::move(on_entered)),
      on_gone_(std::move(on_gone)),
      on_bytes_(std::move(on_bytes)) {}

void Application::on_connection(transport::ConnectionId connection, std::string_view remote_address, std::string text) {
  auto frame = protocol::parse_client_frame(text);
  if (!frame)
    return transport_->close(connection, kPolicyViolation, "The first frame is not valid: " + frame.error().text);
  if (frame->message != protocol::frames::CONNECTION) {
    return transport_->close(connection, kPolicyViolation, "The first frame must be 'connection'");
  }
  auto request = protocol::decode<protocol::ConnectionRequest>(frame->argument);
  if (!request) return transport_->close(connection, kPolicyViolation, request.error().text);

  auto session = sessions_.add(connection);
  session->remote_address = remote_address;
  if (request->appKey == protocol::apps::Z_APP) {
    session->app = protocol::apps::Z_APP;
    return log_in(session, std::move(*request));
  }
  if (request->appKey == protocol::apps::P_APP) {
    return admit_plain(session, request->custom ? *request->custom : protocol::ConnectionCustom{});
  }
  for (const std::string_view app : {protocol::apps::Z_USER_MANAGEMENT_APP, protocol::apps::Z_EXAMPLES_MANAGEMENT_APP,
                                     protocol::apps::Z_ATTACHMENTS_TRANSFER_APP}) {
    if (request->appKey != app) continue;
    session->app = app;
    return admit_anonymous(session, {});
  }
  transport_->close(connection, kPolicyViolation, "Unknown application key");
}

void Application::log_in(const std::shared_ptr<Session>& session, protocol::ConnectionRequest request) {
  const auto done = [this, session](Result<domain::LoggedIn> result) {
    if (!result) return transport_->close(session->connection, kPolicyViolation, result.error().text);
    admit_user(session, std::move(*result));
  };
  const auto waits = [this, session] {
    const protocol::AuthenticationStatusEvent status{.status = protocol::AuthenticationStatus::VERIFYING_BY_EMAIL};
    answer(session->connection, protocol::event_frame(protocol::event::AUTHENTICATION_STATUS, "", "", status));
  };
  // A connection that ended meanwhile must not enter: nobody would see it leave.
  const auto entered = [this, session](storage::Transaction& transaction, const domain::LoggedIn& login) {
    if (!session->gone) on_entered_(transaction, login.user, session->connection);
  };
  login_->login(std::move(request), session->remote_address, done, {session->connection, waits, entered});
}

void Application::admit_user(const std::shared_ptr<Session>& session, domain::LoggedIn login) {
  sessions_.log_in(session, std::move(login.user), std::move(login.token_hash));
  auto frame =
      std::make_shared<const std::string>(protocol::message_frame(protocol::frames::GET_USER_DATA, login.data));
  transport_->admit(session->connection, session->user, std::move(frame));
}

void Application::admit_plain(const std::shared_ptr<Session>& session, const protocol::ConnectionCustom& custom) {
  session->app = protocol::apps::P_APP;
  session->nickname = custom.nickname.value_or("");
  // The plain client has no account: its id is made for this connection.
  admit_anonymous(session, random_uuid());
}

void Application::admit_anonymous(const std::shared_ptr<Session>& session, std::string user) {
  session->user = std::move(user);
  protocol::InitialUserData data;
  data.sipLogin = session->user;
  data.sipVisibleName = session->nickname;
  auto frame = std::make_shared<const std::string>(protocol::message_frame(protocol::frames::GET_USER_DATA, data));
  transport_->admit(session->connection, {}, std::move(frame));
}

void Application::on_text(transport::ConnectionId connection, std::string text, transport::Stamp now) {
  const auto session = sessions_.find(connection);
  if (!session) return;
  auto frame = protocol::parse_client_frame(text);
  if (!frame) return transport_->close(connection, kPolicyViolation, frame.error().text);
  if (frame->message == protocol::frames::PING || frame->message == protocol::frames::PONG) return;

  auto request = std::make_shared<Request>();
  request->caller = {session->user, connection};
  request->session = session;
  request->info = protocol::find_call(frame->message);
  request->frame = std::move(*frame);
  name_answer(*request);
  // Refusals take their turn too: answers come in the order of the calls.
  const auto refuse = [&](const Error& error) {
    Job refusal;
    refusal.read = [request, error](storage::Reader&) -> Outcome { return {refusal_frame(*request, error)}; };
    run(session, request, std::move(refusal), now);
  };
  if (!request->info) return refuse({"There is no call '" + request->frame.message.substr(0, 64) + "'"});
  if (!request->info->allowed_on(session->app)) {
    return refuse({"The call '" + request->frame.message + "' is not open to this kind of connection"});
  }
  auto job = calls_.prepare(request);
  if (!job) return refuse(job.error());
  run(session, request, std::move(*job), now);
}

void Application::run(std::shared_ptr<Session> session, RequestPointer request, Job job, transport::Stamp now) {
  auto running = std::make_shared<Running>();
  running->session = std::move(session);
  running->request = std::move(request);
  running->job = std::move(job);
  running->stamp = now;
  if (running->job.start) {
    running->job.start([this, running](Outcome outcome) {
      answer(running->session->connection, std::move(outcome.frame));
      if (outcome.close) transport_->close(running->session->connection, kPolicyViolation, "Refused");
    });
    return;
  }
  const auto kind = running->job.read ? CallQueue::Kind::read : CallQueue::Kind::write;
  const bool taken = running->session->queue.submit(
      kind, [this, running, kind] { kind == CallQueue::Kind::read ? start_read(running) : start_write(running); });
  if (!taken) {
    answer(running->session->connection,
           refusal_frame(*running->request, {"Too many calls are under way on this connection; wait for answers"}));
  }
}

void Application::start_read(const std::shared_ptr<Running>& running) {
  if (running->arrived_on == std::this_thread::get_id()) return run_read(running);
  // It waited for writes, whose answers are news it knows of: the stamp of its arrival is too old.
  transport_->stamp(running->session->connection, [this, running](transport::Stamp now) {
    running->stamp = now;
    run_read(running);
  });
}

void Application::run_read(const std::shared_ptr<Running>& running) {
  if (++running->reads > kSnapshotReads) return run_write(running, CallQueue::Kind::read);
  database_.read([running](storage::Reader& reader) { running->outcome = running->job.read(reader); },
                 [this, running](std::exception_ptr failure) {
                   if (!failure && running->outcome.needs_write) return run_write(running, CallQueue::Kind::read);
                   if (failure) {
                     log::error("call {} failed: {}", running->request->info->name, what(failure));
                     running->outcome.frame = refusal_frame(*running->request, {"Internal error; try again"});
                   }
                   if (!failure && running->outcome.from_memory) running->outcome.from_memory();
                   if (running->outcome.frame.empty()) return running->session->queue.finished(CallQueue::Kind::read);
                   transport_->send_unless_overtaken(
                       running->session->connection,
                       std::make_shared<const std::string>(std::move(running->outcome.frame)), running->stamp,
                       [this, running](bool sent, transport::Stamp now) {
                         if (sent) return finish_read(running);
                         running->stamp = now;
                         run_read(running);
                       });
                 });
}

void Application::finish_read(const std::shared_ptr<Running>& running) {
  if (!running->job.then) return running->session->queue.finished(CallQueue::Kind::read);
  database_.write([running](storage::Transaction& transaction) { running->job.then(transaction); },
                  [running](std::exception_ptr failure) {
                    if (failure) log::error("what follows {} failed: {}", running->request->info->name, what(failure));
                    running->session->queue.finished(CallQueue::Kind::read);
                  });
}

void Application::start_write(const std::shared_ptr<Running>& running) {
  if (!running->job.before) return run_write(running, CallQueue::Kind::write);
  running->job.before([this, running] { run_write(running, CallQueue::Kind::write); });
}

void Application::run_write(const std::shared_ptr<Running>& running, CallQueue::Kind counted_as) {
  database_.write(
      [running](storage::Transaction& transaction) {
        // A call that is overtaken by the end of its connection must not, say, join a room nobody will leave.
        if (running->session->gone && !running->job.before) return;
        const bool writes = !running->job.read || running->outcome.needs_write;
        running->outcome = writes ? running->job.write(transaction) : running->job.read(transaction);
        if (running->outcome.needs_write) running->outcome = running->job.write(transaction);
      },
      [this, running, counted_as](std::exception_ptr failure) {
        if (failure) {
          log::error("call {} failed: {}", running->request->info->name, what(failure));
          running->outcome.frame = refusal_frame(*running->request, {"Internal error; try again"});
        }
        answer(running->session->connection, std::move(running->outcome.frame));
        if (counted_as == CallQueue::Kind::read) return finish_read(running);
        running->session->queue.finished(counted_as);
      });
}

void Application::answer(transport::ConnectionId connection, std::string frame) {
  if (!frame.empty()) transport_->send(connection, std::make_shared<const std::string>(std::move(frame)));
}

void Application::on_binary(transport::ConnectionId connection, std::string bytes) {
  const auto session = sessions_.find(connection);
  if (on_bytes_ && session && session->app == protocol::apps::Z_APP) on_bytes_(connection, std::move(bytes));
}

void Application::on_closed(transport::ConnectionId connection) {
  const auto session = sessions_.remove(connection);
  if (!session || session->app.empty()) return;
  database_.write(
      [this, session](storage::Transaction& transaction) {
        session->gone = true;
        on_gone_(transaction, *session);
      },
      [](std::exception_ptr failure) {
        if (failure) log::error("cleaning up after a connection failed: {}", what(failure));
      });
}

}  // namespace parley::server
