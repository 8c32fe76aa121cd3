#pragma once
// Private to this folder.
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/storage.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace parley::storage::sqlite {

/// A prepared statement and which parameter ($1 …) each of its slots takes.
struct Statement {
  sqlite3_stmt* handle = nullptr;
  std::string sql;
  bool readonly = false;
  std::size_t parameters = 0;           ///< values it needs
  std::vector<std::size_t> slot_takes;  ///< slot i + 1 takes the value with this index

  Statement() = default;
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
};

class Connection;

/// A statement taken out of the cache; goes back, reset, when this ends. So one SQL text may be in use twice at once.
class StatementUse {
 public:
  StatementUse(Connection& connection, std::unique_ptr<Statement> statement)
      : connection_(&connection), statement_(std::move(statement)) {}
  StatementUse(StatementUse&& other) noexcept = default;
  StatementUse& operator=(StatementUse&&) = delete;
  ~StatementUse();

  const Statement& operator*() const { return *statement_; }
  const Statement* operator->() const { return statement_.get(); }
  /// `copy`: the values need not outlive this call.
  void bind(std::span<const Param> params, bool copy);
  /// True: a row is there; false: the statement is through.
  bool step();

 private:
  Connection* connection_;
  std::unique_ptr<Statement> statement_;
};

enum class Access { write, read };

/// One SQLite connection with its statement cache. Used by one thread at a time. Failures throw StorageError.
class Connection {
 public:
  Connection(const std::string& path, Access access, bool durable);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  StatementUse take(std::string_view sql);
  std::unique_ptr<Rows> query(StatementUse statement, std::span<const Param> params);
  std::int64_t execute(StatementUse statement, std::span<const Param> params);
  /// Several statements in one text, without parameters, not cached.
  void run_script(std::string_view sql);
  /// A statement without parameters or rows, such as COMMIT.
  void run(std::string_view sql) { execute(take(sql), {}); }
  /// Whether `sql` holds more than one statement; such a text needs run_script.
  bool is_script(std::string_view sql);

  bool in_transaction() const;
  /// Ends statements a body left open: an open one would make COMMIT fail.
  void reset_open_statements();
  /// Moves what it can from the log to the file without making anybody wait.
  void checkpoint();
  /// Pages in the log after the last commit of this connection.
  int log_pages() const { return log_pages_; }

  [[noreturn]] void fail(std::string_view what) const;

 private:
  friend class StatementUse;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void configure(Access access, bool durable);
  std::unique_ptr<Statement> prepare(std::string_view sql, std::string_view* tail);
  void give_back(std::unique_ptr<Statement> statement);

  sqlite3* handle_ = nullptr;
  int log_pages_ = 0;
  std::size_t in_use_ = 0;
  std::unordered_map<std::string, std::vector<std::unique_ptr<Statement>>, TextHash, std::equal_to<>> cache_;
};

}  // namespace parley::storage::sqlite
