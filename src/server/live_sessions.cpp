#include "server/live_sessions.hpp"

#include <mutex>
#include <utility>

namespace parley::server {
namespace {

constexpr std::uint16_t policy_violation = 1008;  // RFC 6455 section 7.4.1

template <class Lists>
void take_out(Lists& lists, const std::string& key, const std::shared_ptr<Session>& session) {
  const auto found = lists.find(key);
  if (found == lists.end()) return;
  std::erase(found->second, session);
  if (found->second.empty()) lists.erase(found);
}

template <class Lists>
auto listed(const Lists& lists, const std::string& key) {
  const auto found = lists.find(key);
  return found == lists.end() ? typename Lists::mapped_type() : found->second;
}

}  // namespace

std::shared_ptr<Session> LiveSessions::add(events::ConnectionId connection) {
  auto session = std::make_shared<Session>();
  session->connection = connection;
  const std::unique_lock lock(mutex_);
  sessions_[connection] = session;
  return session;
}

void LiveSessions::log_in(const std::shared_ptr<Session>& session, std::string user, std::string token_hash) {
  session->user = std::move(user);
  session->token_hash = std::move(token_hash);
  const std::unique_lock lock(mutex_);
  // It may have ended while its password was checked.
  if (!sessions_.contains(session->connection)) return;
  by_user_[session->user].push_back(session);
  by_token_[session->token_hash].push_back(session);
}

std::shared_ptr<Session> LiveSessions::find(events::ConnectionId connection) const {
  const std::shared_lock lock(mutex_);
  const auto found = sessions_.find(connection);
  return found == sessions_.end() ? nullptr : found->second;
}

std::shared_ptr<Session> LiveSessions::remove(events::ConnectionId connection) {
  const std::unique_lock lock(mutex_);
  const auto found = sessions_.find(connection);
  if (found == sessions_.end()) return nullptr;
  auto session = std::move(found->second);
  sessions_.erase(found);
  take_out(by_user_, session->user, session);
  take_out(by_token_, session->token_hash, session);
  return session;
}

std::set<std::string> LiveSessions::logins_of(const std::string& user) const {
  std::set<std::string> hashes;
  const std::shared_lock lock(mutex_);
  for (const auto& session : listed(by_user_, user)) hashes.insert(session->token_hash);
  return hashes;
}

bool LiveSessions::in_use(const std::string& token_hash) const {
  const std::shared_lock lock(mutex_);
  return by_token_.contains(token_hash);
}

void LiveSessions::end_login(const std::string& token_hash, std::string_view reason) {
  std::shared_lock lock(mutex_);
  const List sessions = listed(by_token_, token_hash);
  lock.unlock();
  end(sessions, reason);
}

void LiveSessions::end_user(const std::string& user, std::string_view reason) {
  std::shared_lock lock(mutex_);
  const List sessions = listed(by_user_, user);
  lock.unlock();
  end(sessions, reason);
}

void LiveSessions::end(const List& sessions, std::string_view reason) {
  for (const auto& session : sessions) {
    session->gone = true;
    transport_->close(session->connection, policy_violation, std::string(reason));
  }
}

}  // namespace parley::server
