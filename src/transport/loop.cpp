#include "transport/loop.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace parley::transport {
namespace {

constexpr std::size_t read_buffer_size = 64u << 10;
constexpr int accepts_per_turn = 64;
constexpr auto accept_pause = std::chrono::milliseconds(100);

void watch(int epoll, int descriptor, std::uint32_t events, void* tag) {
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.ptr = tag;
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

void refuse(int socket, bool secure) {
  constexpr std::string_view answer =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 21\r\nConnection: close\r\n\r\nToo many connections.";
  if (!secure) ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
  ::close(socket);
}

}  // namespace

Loop::Loop(Shared& shared, std::size_t number, std::size_t loops, std::unique_ptr<Listener> listener)
    : shared_(shared),
      number_(number),
      loops_(loops),
      inbox_(shared.hub->inbox(number)),
      listener_(std::move(listener)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      now_(std::chrono::steady_clock::now()),
      read_buffer_(read_buffer_size) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  watch(epoll_, inbox_.wake_descriptor(), EPOLLIN, &inbox_);
  if (listener_) watch(epoll_, listener_->socket(), EPOLLIN, listener_.get());
  // Signals are for the main thread; a write to a closed socket is an error to us, not a signal.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Loop::~Loop() {
  join();
  ::close(epoll_);
}

void Loop::join() {
  if (thread_.joinable()) thread_.join();
}

int Loop::wait_time() const {
  Time next = appointments_.empty() ? never : appointments_.top().when;
  next = std::min(next, accept_again_);
  if (next == never) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

void Loop::run() {
  std::array<epoll_event, 256> events;
  while (!stopping_) {
    const int timeout = again_.empty() && inbox_.try_sleep() ? wait_time() : 0;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
    if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_wait");
    now_ = std::chrono::steady_clock::now();

    for (const ConnectionId id : std::exchange(again_, {})) {
      if (Connection* connection = find(id)) {
        connection->read_again();
        touch(*connection);
      }
    }
    for (int i = 0; i < count; ++i) {
      void* const tag = events[static_cast<std::size_t>(i)].data.ptr;
      if (tag == &inbox_) continue;
      if (listener_ && tag == listener_.get()) {
        accept_again_ = now_;
      } else {
        static_cast<Connection*>(tag)->on_ready(events[static_cast<std::size_t>(i)].events);
      }
    }
    if (accept_again_ <= now_) accept_some();
    inbox_.take(commands_);
    obey_all();
    commands_.clear();
    keep_appointments();
    end_turn();
  }
  stop_accepting();
  for (auto& [id, connection] : connections_) connection->abort();
  end_turn();
  for (Command& command : inbox_.close()) obey(command);
  end_turn();
}

void Loop::accept_some() {
  accept_again_ = never;
  if (!listener_) return;
  for (int i = 0; i < accepts_per_turn; ++i) {
    Listener::Accepted accepted;
    switch (listener_->accept(accepted)) {
      case Listener::Status::none:
        return;
      case Listener::Status::exhausted:
        log::warn("out of descriptors or memory for new connections");
        accept_again_ = now_ + accept_pause;
        return;
      case Listener::Status::accepted:
        break;
    }
    if (!shared_.count.enter(shared_.place_of(accepted.address))) {
      count(counters_.refused, 1);
      refuse(accepted.socket, shared_.tls != nullptr);
      continue;
    }
    count(counters_.accepted, 1);
    const std::size_t loop = next_loop_++ % loops_;
    if (loop == number_) {
      adopt(accepted.socket, std::move(accepted.address));
    } else if (!shared_.hub->push_to(loop, AdoptSocket{accepted.socket, accepted.address})) {
      ::close(accepted.socket);
      shared_.count.leave(shared_.place_of(accepted.address));
    }
  }
  accept_again_ = now_;  // more may wait: in the next turn
}

void Loop::adopt(int socket, std::string address) {
  ssl_st* tls = nullptr;
  if (ending_ || (shared_.tls && !(tls = shared_.tls->open(socket)))) {
    ::close(socket);
    shared_.count.leave(shared_.place_of(address));
    return;
  }
  const ConnectionId id = shared_.hub->new_id(number_);
  auto connection = std::make_unique<Connection>(*this, id, std::make_unique<Stream>(socket, tls), std::move(address));
  Connection& adopted = *connections_.emplace(id, std::move(connection)).first->second;
  watch(epoll_, socket, EPOLLIN | EPOLLOUT | EPOLLRDHUP, &adopted);
  touch(adopted);
}

Connection* Loop::find(ConnectionId id) {
  const auto found = connections_.find(id);
  return found == connections_.end() || found->second->gone() ? nullptr : found->second.get();
}

void Loop::touch(Connection& connection) {
  if (std::exchange(connection.touched, true)) return;
  touched_.push_back(&connection);
}

void Loop::obey_all() {
  large_events_ = count_large_events();
  for (std::size_t i = 0; i < commands_.size();) {
    if (std::holds_alternative<DeliverEvent>(commands_[i])) {
      i = deliver_run(i);
    } else {
      obey(commands_[i++]);
    }
  }
}

void Loop::obey(Command& command) {
  // A command for a connection that is gone is dropped, but for what its sender waits for.
  if (auto* frame = std::get_if<SendFrame>(&command)) {
    if (Connection* connection = find(frame->connection)) {
      connection->session().send(frame->kind, std::move(frame->payload), std::move(frame->sent));
    } else if (frame->sent) {
      frame->sent(false);
    }
  } else if (auto* read = std::get_if<SendAnswer>(&command)) {
    if (Connection* connection = find(read->connection)) {
      connection->session().send_unless_overtaken(std::move(read->payload), read->stamp, read->settled);
    }
  } else if (auto* asked = std::get_if<TakeStamp>(&command)) {
    if (Connection* connection = find(asked->connection)) asked->taken(connection->session().stamp());
  } else if (auto* event = std::get_if<DeliverEvent>(&command)) {
    deliver(*event);
  } else if (auto* admission = std::get_if<AdmitConnection>(&command)) {
    if (Connection* connection = find(admission->connection)) {
      connection->session().admit(std::move(admission->user), std::move(admission->first_frame));
    } else if (!admission->user.empty()) {
      shared_.hub->forget(admission->connection, admission->user);
    }
  } else if (auto* closing = std::get_if<CloseConnection>(&command)) {
    if (Connection* connection = find(closing->connection)) connection->session().close(closing->code, closing->reason);
  } else if (auto* reading = std::get_if<PauseReading>(&command)) {
    if (Connection* connection = find(reading->connection)) {
      reading->paused ? connection->pause_reading() : connection->resume_reading();
    }
  } else if (auto* answer = std::get_if<AnswerRequest>(&command)) {
    if (Connection* connection = find(answer->connection)) {
      connection->session().answer(answer->request, std::move(answer->response));
    }
  } else if (auto* accepted = std::get_if<AdoptSocket>(&command)) {
    adopt(accepted->socket, std::move(accepted->address));
  } else if (auto* end = std::get_if<EndLoop>(&command)) {
    stop_accepting();
    ending_ = true;
    stopping_ = stopping_ || end->stop;
    if (stopping_) return;
    for (auto& [id, connection] : connections_) {
      if (!connection->gone()) connection->session().on_going_away();
    }
  }
}

void Loop::stop_accepting() {
  listener_.reset();  // closing it takes it out of epoll
  accept_again_ = never;
}

void Loop::keep_appointments() {
  while (!appointments_.empty() && appointments_.top().when <= now_) {
    const Appointment due = appointments_.top();
    appointments_.pop();
    Connection* connection = find(due.connection);
    // An appointment that was moved forward has left its old entry behind.
    if (!connection || connection->armed != due.when) continue;
    connection->armed = never;
    connection->on_deadline(now_);
    touch(*connection);
  }
}

void Loop::end_turn() {
  // Flushing may touch connections again (a session taking over); they are appended and still flushed in this turn.
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    Connection& connection = *touched_[i];
    connection.touched = false;
    connection.flush();
    const Time deadline = connection.deadline();
    if (deadline < connection.armed) {
      connection.armed = deadline;
      appointments_.push({deadline, connection.id()});
    }
  }
  touched_.clear();
  for (std::size_t i = 0; i < buried_.size(); ++i) {
    const auto found = connections_.find(buried_[i]);
    if (found == connections_.end()) continue;
    shared_.count.leave(shared_.place_of(found->second->address()));
    connections_.erase(found);
    ++departures_;
  }
  buried_.clear();
}

}  // namespace parley::transport
