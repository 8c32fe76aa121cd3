#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "storage/sqlite/reader_pool.hpp"
#include "storage/sqlite/sqlite.hpp"
#include "storage/sqlite/writer.hpp"

namespace parley::storage {
namespace {

using sqlite::Access;
using sqlite::Connection;

class SnapshotReader final : public Reader {
 public:
  explicit SnapshotReader(Connection& connection) : connection_(connection) {}
  std::unique_ptr<Rows> query(std::string_view sql, std::initializer_list<Param> params) override {
    return query(sql, std::span(params.begin(), params.size()));
  }
  std::unique_ptr<Rows> query(std::string_view sql, std::span<const Param> params) override {
    return connection_.query(connection_.take(sql), params);
  }

 private:
  Connection& connection_;
};

/// Both kinds of threads, and the count of jobs under way, so that the end can wait for all of them.
class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::unique_ptr<Connection> writer, std::vector<std::unique_ptr<Connection>> readers,
                 const SqliteConfig& config)
      : readers_(std::move(readers)),
        writer_(std::move(writer), config.batch_time, config.telling, [this] { checkpoint(); }) {}

  ~SqliteDatabase() override {
    // A `done` may ask for more work on either side, so neither may stop before both are idle.
    for (std::size_t left = jobs_; left != 0; left = jobs_) jobs_.wait(left);
  }

  void write(std::function<void(Transaction&)> body, std::function<void(std::exception_ptr)> done) override {
    ++jobs_;
    writer_.post({std::move(body), [this, done = std::move(done)](std::exception_ptr failure) {
                    const JobEnd end(*this);
                    done(std::move(failure));
                  }});
  }

  void read(std::function<void(Reader&)> body, std::function<void(std::exception_ptr)> done) override {
    ++jobs_;
    readers_.post([this, body = std::move(body), done = std::move(done)](Connection& connection) mutable {
      std::exception_ptr failure;
      std::uint64_t latest_commit = 0;
      try {
        connection.run("BEGIN");
        // BEGIN alone takes no snapshot, the first statement does.
        connection.run("SELECT 1 FROM sqlite_schema LIMIT 1");
        latest_commit = writer_.latest_commit();
        SnapshotReader reader(connection);
        body(reader);
      } catch (...) {
        failure = std::current_exception();
      }
      connection.reset_open_statements();
      if (connection.in_transaction()) connection.run("ROLLBACK");
      auto finish = std::make_shared<std::function<void()>>([this, failure, done = std::move(done)] {
        const JobEnd end(*this);
        done(failure);
      });
      // A commit is visible a moment before it is told of; what was read is not to be known before that.
      const bool settled =
          writer_.settled(latest_commit, [this, finish] { readers_.post([finish](Connection&) { (*finish)(); }); });
      if (settled) (*finish)();
    });
  }

 private:
  struct JobEnd {
    explicit JobEnd(SqliteDatabase& owner) : database(owner) {}
    ~JobEnd() {
      if (--database.jobs_ == 0) database.jobs_.notify_all();
    }
    SqliteDatabase& database;
  };

  void checkpoint() {
    if (checkpointing_.exchange(true)) return;
    readers_.post([this](Connection& connection) {
      connection.checkpoint();
      checkpointing_ = false;
    });
  }

  std::atomic<std::size_t> jobs_{0};
  std::atomic<bool> checkpointing_{false};
  sqlite::ReaderPool readers_;
  sqlite::Writer writer_;
};

/// Message texts and password hashes are nobody else's business: the file is created for its owner alone, and
/// SQLite gives its log the same mode.
Result<void> create_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Error{fmt::format("Can't open the database {}: {}", path, std::strerror(errno))};
  ::close(file);
  return {};
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const SqliteConfig& config) {
  if (config.readers < 1) return Error{"The database needs at least one reader thread"};
  PARLEY_CHECK(create_file(config.path));
  try {
    auto writer = std::make_unique<Connection>(config.path, Access::write, config.durable);
    std::vector<std::unique_ptr<Connection>> readers;
    for (int i = 0; i < config.readers; ++i) {
      readers.push_back(std::make_unique<Connection>(config.path, Access::read, config.durable));
    }
    return std::unique_ptr<Database>(std::make_unique<SqliteDatabase>(std::move(writer), std::move(readers), config));
  } catch (const StorageError& failure) {
    return Error{fmt::format("Can't open the database {}: {}", config.path, failure.what())};
  }
}

}  // namespace parley::storage
