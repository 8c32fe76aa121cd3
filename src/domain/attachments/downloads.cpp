#include "domain/attachments/downloads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/random.hpp"
#include "domain/attachments/upload_frame.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

constexpr std::int64_t usual_chunk = 100'000;
// A frame has to fit, with a few pings, into what may wait for a client. Larger ones are sent as several of this size.
constexpr std::int64_t largest_chunk = 3 << 20;
// Tiny frames are served as asked for, but not without end.
constexpr std::uint64_t most_frames = 4'000'000;
// What is read and sent at once: whole frames, one of them at least.
constexpr std::size_t batch = 256u << 10;
constexpr std::size_t most_in_batch = 256;

bool is_in(std::string_view path, std::string_view outer) {
  return path.starts_with(outer) && (path.size() == outer.size() || path[outer.size()] == '/');
}

}  // namespace

Result<std::string> Downloads::offer(const std::string& user, std::string path, std::string blob, std::uint64_t size,
                                     std::optional<std::int64_t> chunk) {
  const std::int64_t wanted = std::min(chunk.value_or(usual_chunk), largest_chunk);
  if (wanted < 1 || size / static_cast<std::uint64_t>(wanted) > most_frames) {
    return Error{fmt::format("Frames of {} bytes are not sent", wanted)};
  }
  const std::lock_guard lock(mutex_);
  forget_old();
  std::size_t& count = sessions_of_user_[user];
  if (count >= config_.sessions_of_user) return Error{"Too many downloads were asked for and not begun"};
  ++count;
  std::string id = random_hex(32);
  by_age_.emplace_back(clock_.steady() + config_.session_lifetime, id);
  sessions_.emplace(id, Session{user, std::move(path), std::move(blob), static_cast<std::size_t>(wanted)});
  return id;
}

void Downloads::withdraw(std::string_view path) {
  withdraw_if([&](const Session& session) { return is_in(session.path, path); });
}

void Downloads::withdraw(std::string_view path, const std::vector<std::string>& users) {
  const std::unordered_set<std::string_view> out(users.begin(), users.end());
  withdraw_if([&](const Session& session) { return out.contains(session.user) && is_in(session.path, path); });
}

void Downloads::withdraw_from_others(std::string_view path, const std::vector<std::string>& users) {
  const std::unordered_set<std::string_view> in(users.begin(), users.end());
  withdraw_if([&](const Session& session) { return !in.contains(session.user) && is_in(session.path, path); });
}

void Downloads::withdraw_if(const std::function<bool(const Session&)>& lost) {
  const std::lock_guard lock(mutex_);
  for (auto each = sessions_.begin(); each != sessions_.end();) {
    const auto session = each++;
    if (lost(session->second)) forget(session);
  }
  for (const auto& [connection, running] : running_) {
    if (lost(running->session)) running->withdrawn = true;
  }
}

void Downloads::forget_old() {
  const auto now = clock_.steady();
  while (!by_age_.empty() && by_age_.front().first <= now) {
    const auto found = sessions_.find(by_age_.front().second);
    if (found != sessions_.end()) forget(found);
    by_age_.pop_front();
  }
}

void Downloads::forget(std::unordered_map<std::string, Session>::iterator session) {
  const auto count = sessions_of_user_.find(session->second.user);
  if (--count->second == 0) sessions_of_user_.erase(count);
  sessions_.erase(session);
}

void Downloads::start(events::ConnectionId connection, const std::string& session, std::function<void(Error)> failed) {
  auto running = std::make_shared<Running>();
  std::string refusal;
  {
    const std::lock_guard lock(mutex_);
    forget_old();
    const auto found = sessions_.find(session);
    if (found == sessions_.end()) {
      refusal = "This download has ended or was never offered";
    } else if (!running_.try_emplace(connection, running).second) {
      refusal = "Another download is under way on this connection";
    } else {
      running->session = found->second;
      forget(found);
    }
  }
  if (!refusal.empty()) return failed(Error{refusal});
  running->connection = connection;
  running->failed = std::move(failed);
  work_([this, running] { send_some(running); });
}

void Downloads::send_some(const std::shared_ptr<Running>& running) {
  if (running->withdrawn) {
    end(*running);
    return running->failed(Error{std::string(protocol::errors::SpaceError::RESTRICTED_ACCESS)});
  }
  if (!running->file) {
    auto file = store_.open(running->session.blob);
    if (!file) {
      end(*running);
      return running->failed(file.error());
    }
    running->file = std::move(*file);
  }
  const std::size_t chunk = running->session.chunk;
  const std::size_t wanted = std::clamp<std::size_t>(batch / chunk, 1, most_in_batch) * chunk;
  const auto bytes = running->file->read(running->offset, wanted);
  const std::uint64_t size = running->file->size();
  if (!bytes || running->offset + bytes->size() < std::min<std::uint64_t>(size, running->offset + wanted)) {
    end(*running);
    return running->failed(bytes ? Error{"The file is damaged"} : bytes.error());
  }
  running->offset += bytes->size();
  const bool whole = running->offset >= size;
  std::string_view rest = *bytes;
  while (true) {
    const std::string_view piece = rest.substr(0, chunk);
    rest.remove_prefix(piece.size());
    const bool last_of_batch = rest.empty();
    // Before the last frame leaves: whoever has it may ask for the next file at once.
    if (last_of_batch && whole) end(*running);
    wire_.send_bytes(
        running->connection, download_frame(piece, whole && last_of_batch),
        !last_of_batch || whole ? std::function<void(bool)>() : [this, running](bool sent) {
          if (sent) return work_([this, running] { send_some(running); });
          end(*running);
        });
    if (last_of_batch) return;
  }
}

void Downloads::end(const Running& running) {
  const std::lock_guard lock(mutex_);
  running_.erase(running.connection);
}

}  // namespace parley::domain
