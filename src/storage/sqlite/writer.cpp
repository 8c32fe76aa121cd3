#include "storage/sqlite/writer.hpp"

#include <pthread.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <vector>

#include "base/log.hpp"

namespace parley::storage::sqlite {
namespace {

constexpr std::size_t batch_limit = 512;
/// Each so many pages (4 KiB) of log a reader thread is asked to move them to the file …
constexpr int log_pages_background = 1'000;
/// … and from here on the writer does so itself, because the readers never catch up with it.
constexpr int log_pages_own = 16'000;

/// One body's view of the batch. SQLite's transaction begins with the first statement of the batch, the savepoint
/// with the body's first change, so bodies that only touch memory cost nothing.
class BodyTransaction final : public Transaction {
 public:
  /// `begun`: whether the batch has begun its transaction; `shared`: whether other bodies are in the batch.
  BodyTransaction(Connection& connection, bool& begun, bool shared)
      : connection_(connection), begun_(begun), shared_(shared) {}

  std::unique_ptr<Rows> query(std::string_view sql, std::initializer_list<Param> params) override {
    return query(sql, std::span(params.begin(), params.size()));
  }
  std::unique_ptr<Rows> query(std::string_view sql, std::span<const Param> params) override {
    begin();
    StatementUse statement = connection_.take(sql);
    if (!statement->readonly) begin_change();
    return connection_.query(std::move(statement), params);
  }
  std::int64_t execute(std::string_view sql, std::initializer_list<Param> params) override {
    return execute(sql, std::span(params.begin(), params.size()));
  }
  std::int64_t execute(std::string_view sql, std::span<const Param> params) override {
    begin();
    if (params.empty() && connection_.is_script(sql)) {
      begin_change();
      connection_.run_script(sql);
      return 0;
    }
    StatementUse statement = connection_.take(sql);
    if (!statement->readonly) begin_change();
    return connection_.execute(std::move(statement), params);
  }
  void abandon() override { abandoned_ = true; }
  void after_commit(std::function<void()> action) override { actions_.push_back(std::move(action)); }

  /// Ends the body: keeps its changes or undoes them. Throws when SQLite had undone more than this body.
  void end(bool keep) {
    connection_.reset_open_statements();
    if (abandoned_ || !keep) actions_.clear();
    check_alive();
    if (!changed_) return;
    if (keep && !abandoned_) {
      if (shared_) connection_.run("RELEASE body");
      return;
    }
    if (shared_) {
      connection_.run("ROLLBACK TO body");
      connection_.run("RELEASE body");
    } else {
      connection_.run("ROLLBACK");
      begun_ = false;
    }
    changed_ = false;
  }

  bool changed() const { return changed_; }
  std::vector<std::function<void()>> take_actions() { return std::move(actions_); }

 private:
  /// Some failures (a full disk, an I/O error) make SQLite undo the whole batch on its own.
  void check_alive() const {
    if (begun_ && !connection_.in_transaction()) throw StorageError("The database undid the transaction");
  }
  void begin() {
    check_alive();
    if (begun_) return;
    connection_.run("BEGIN IMMEDIATE");
    begun_ = true;
  }
  void begin_change() {
    if (changed_) return;
    if (shared_) connection_.run("SAVEPOINT body");
    changed_ = true;
  }

  Connection& connection_;
  bool& begun_;
  const bool shared_;
  bool changed_ = false;
  bool abandoned_ = false;
  std::vector<std::function<void()>> actions_;
};

/// A body that has run and waits for the commit.
struct Outcome {
  std::function<void(std::exception_ptr)> done;
  std::exception_ptr failure;
  std::vector<std::function<void()>> actions;
};

template <class Call>
void run_guarded(const Call& call) {
  try {
    call();
  } catch (const std::exception& failure) {
    log::error("database: an action after a commit failed: {}", failure.what());
  }
}

void finish(std::vector<Outcome>& outcomes) {
  for (Outcome& outcome : outcomes) {
    for (const auto& action : outcome.actions) run_guarded(action);
    run_guarded([&] { outcome.done(outcome.failure); });
  }
}

/// What services hold in memory may be ahead of the disk now, and the disk can't be asked what it kept: a new
/// process starts from what it did keep.
[[noreturn]] void give_up(std::vector<Outcome>& outcomes, std::exception_ptr failure, std::string_view text) {
  log::error("database: changes could not be kept, the server stops: {}", text);
  for (Outcome& outcome : outcomes) {
    outcome.failure = failure;
    outcome.actions.clear();
  }
  finish(outcomes);
  std::abort();
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, std::chrono::milliseconds batch_time, Telling telling,
               std::function<void()> checkpoint)
    : connection_(std::move(connection)),
      batch_time_(batch_time),
      telling_(std::move(telling)),
      checkpoint_(std::move(checkpoint)),
      next_checkpoint_(log_pages_background),
      thread_([this] { run(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::post(WriteJob job) {
  bool first;
  {
    const std::lock_guard lock(mutex_);
    first = queue_.empty();
    queue_.push_back(std::move(job));
  }
  if (first) wake_.notify_one();
}

void Writer::run() {
  pthread_setname_np(pthread_self(), "db-writer");
  std::deque<WriteJob> waiting;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (waiting.empty()) wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (waiting.empty() && queue_.empty()) return;
      if (waiting.empty()) {
        waiting.swap(queue_);
      } else {
        for (WriteJob& job : queue_) waiting.push_back(std::move(job));
        queue_.clear();
      }
    }
    run_batch(waiting);
    look_after_log();
  }
}

void Writer::run_batch(std::deque<WriteJob>& waiting) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<Outcome> outcomes;
  bool begun = false;
  bool others_changed = false;
  const bool shared = waiting.size() > 1;
  while (!waiting.empty() && outcomes.size() < batch_limit) {
    WriteJob job = std::move(waiting.front());
    waiting.pop_front();
    Outcome& outcome = outcomes.emplace_back();
    outcome.done = std::move(job.done);
    BodyTransaction transaction(*connection_, begun, shared);
    try {
      job.body(transaction);
    } catch (...) {
      outcome.failure = std::current_exception();
    }
    try {
      transaction.end(outcome.failure == nullptr);
    } catch (const StorageError& failure) {
      if (others_changed) give_up(outcomes, std::current_exception(), failure.what());
      if (connection_->in_transaction()) connection_->run("ROLLBACK");
      begun = false;
      if (!outcome.failure) outcome.failure = std::current_exception();
      continue;
    }
    outcome.actions = transaction.take_actions();
    others_changed = others_changed || transaction.changed();
    if (std::chrono::steady_clock::now() - start > batch_time_) break;
  }
  if (begun) {
    ++commits_begun_;
    try {
      connection_->run("COMMIT");
    } catch (const StorageError& failure) {
      give_up(outcomes, std::current_exception(), failure.what());
    }
  }
  // What a body alone tells is not held back: it may have much to do between one thing it tells and the next.
  const bool together = outcomes.size() > 1;
  if (together && telling_.begin) telling_.begin();
  finish(outcomes);
  if (together && telling_.end) telling_.end();
  if (begun) settle();
}

bool Writer::settled(std::uint64_t commit, std::function<void()> action) {
  if (commits_settled_ >= commit) return true;
  const std::lock_guard lock(mutex_);
  if (commits_settled_ >= commit) return true;
  waiting_for_commits_.emplace_back(commit, std::move(action));
  return false;
}

void Writer::settle() {
  std::vector<std::pair<std::uint64_t, std::function<void()>>> waiting;
  {
    const std::lock_guard lock(mutex_);
    commits_settled_ = commits_begun_.load();
    waiting.swap(waiting_for_commits_);  // nobody waits for a commit that has not begun
  }
  for (const auto& [commit, action] : waiting) action();
}

void Writer::look_after_log() {
  const int pages = connection_->log_pages();
  if (pages < log_pages_seen_) next_checkpoint_ = log_pages_background;  // the log has begun anew
  log_pages_seen_ = pages;
  if (pages >= log_pages_own) {
    connection_->checkpoint();
  } else if (pages >= next_checkpoint_) {
    next_checkpoint_ = pages + log_pages_background;
    checkpoint_();
  }
}

}  // namespace parley::storage::sqlite
