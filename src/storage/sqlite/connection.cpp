#include "storage/sqlite/connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <charconv>

namespace parley::storage::sqlite {
namespace {

/// Domains have some hundreds of statements; the bound only stops texts that are built at run time.
constexpr std::size_t cached_texts = 1024;
constexpr std::size_t cached_copies = 4;
constexpr int busy_timeout_ms = 10'000;

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n;") == std::string_view::npos; }

class SqliteRows final : public Rows {
 public:
  SqliteRows(Connection& connection, StatementUse statement)
      : connection_(connection), statement_(std::move(statement)), columns_(sqlite3_column_count(statement_->handle)) {
    // The first step is taken at once: an INSERT … RETURNING nobody reads from must happen all the same.
    has_row_ = statement_.step();
  }

  bool next() override {
    if (!has_row_) return false;
    if (fresh_) {
      fresh_ = false;
      return true;
    }
    has_row_ = statement_.step();
    return has_row_;
  }
  bool is_null(int column) const override { return sqlite3_column_type(at(column), column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(at(column), column); }
  double real(int column) const override { return sqlite3_column_double(at(column), column); }
  std::string_view text(int column) const override {
    sqlite3_stmt* handle = at(column);
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle, column))};
  }
  std::span<const std::uint8_t> blob(int column) const override {
    sqlite3_stmt* handle = at(column);
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle, column))};
  }

 private:
  sqlite3_stmt* at(int column) const {
    if (column < 0 || column >= columns_ || !has_row_ || fresh_) {
      throw StorageError(fmt::format("No column {} to read in: {}", column, statement_->sql));
    }
    return statement_->handle;
  }

  Connection& connection_;
  StatementUse statement_;
  int columns_;
  bool fresh_ = true;
  bool has_row_ = false;
};

int bind_one(sqlite3_stmt* handle, int slot, const Param& param, sqlite3_destructor_type lifetime) {
  struct Binder {
    sqlite3_stmt* handle;
    int slot;
    sqlite3_destructor_type lifetime;
    int operator()(std::nullptr_t) const { return sqlite3_bind_null(handle, slot); }
    int operator()(std::int64_t value) const { return sqlite3_bind_int64(handle, slot, value); }
    int operator()(double value) const { return sqlite3_bind_double(handle, slot, value); }
    int operator()(std::string_view value) const {
      // SQLite takes a null pointer for NULL, yet an empty view may well hold one.
      if (value.data() == nullptr) return sqlite3_bind_text(handle, slot, "", 0, SQLITE_STATIC);
      return sqlite3_bind_text64(handle, slot, value.data(), value.size(), lifetime, SQLITE_UTF8);
    }
    int operator()(const Blob& value) const {
      if (value.bytes.empty()) return sqlite3_bind_zeroblob(handle, slot, 0);
      return sqlite3_bind_blob64(handle, slot, value.bytes.data(), value.bytes.size(), lifetime);
    }
  };
  return std::visit(Binder{handle, slot, lifetime}, param);
}

}  // namespace

Statement::~Statement() { sqlite3_finalize(handle); }

StatementUse::~StatementUse() {
  if (statement_) connection_->give_back(std::move(statement_));
}

void StatementUse::bind(std::span<const Param> params, bool copy) {
  if (params.size() != statement_->parameters) {
    throw StorageError(
        fmt::format("{} values given, {} needed by: {}", params.size(), statement_->parameters, statement_->sql));
  }
  const sqlite3_destructor_type lifetime = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
  for (std::size_t slot = 0; slot < statement_->slot_takes.size(); ++slot) {
    const Param& param = params[statement_->slot_takes[slot]];
    if (bind_one(statement_->handle, static_cast<int>(slot) + 1, param, lifetime) != SQLITE_OK) {
      connection_->fail(statement_->sql);
    }
  }
}

bool StatementUse::step() {
  const int code = sqlite3_step(statement_->handle);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) connection_->fail(statement_->sql);
  return false;
}

Connection::Connection(const std::string& path, Access access, bool durable) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    const std::string reason = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
    sqlite3_close_v2(handle_);
    throw StorageError(reason);
  }
  try {
    configure(access, durable);
  } catch (...) {
    cache_.clear();
    sqlite3_close_v2(handle_);
    throw;
  }
}

Connection::~Connection() {
  cache_.clear();
  sqlite3_close_v2(handle_);
}

void Connection::configure(Access access, bool durable) {
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
  // A misspelt "column" is an error, not a string.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  run_script(
      "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"
      "PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864;");
  run_script(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
  if (access == Access::read) run_script("PRAGMA query_only = ON");
  // Checkpoints are asked for by the writer and done elsewhere. The hook also replaces SQLite's automatic one.
  sqlite3_wal_hook(
      handle_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Connection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

std::unique_ptr<Statement> Connection::prepare(std::string_view sql, std::string_view* tail) {
  auto statement = std::make_unique<Statement>();
  const char* rest = nullptr;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement->handle, &rest) != SQLITE_OK) {
    fail(sql);
  }
  *tail = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  if (statement->handle == nullptr) return statement;  // a comment
  statement->sql = sql;
  statement->readonly = sqlite3_stmt_readonly(statement->handle) != 0;
  const int slots = sqlite3_bind_parameter_count(statement->handle);
  for (int slot = 1; slot <= slots; ++slot) {
    const char* name = sqlite3_bind_parameter_name(statement->handle, slot);
    std::size_t number = 0;
    if (name == nullptr || name[0] != '$' ||
        std::from_chars(name + 1, name + std::char_traits<char>::length(name), number).ec != std::errc() ||
        number == 0) {
      throw StorageError(fmt::format("Parameters are $1, $2, … in: {}", sql));
    }
    statement->slot_takes.push_back(number - 1);
    statement->parameters = std::max(statement->parameters, number);
  }
  return statement;
}

StatementUse Connection::take(std::string_view sql) {
  const auto found = cache_.find(sql);
  if (found != cache_.end() && !found->second.empty()) {
    std::unique_ptr<Statement> statement = std::move(found->second.back());
    found->second.pop_back();
    ++in_use_;
    return {*this, std::move(statement)};
  }
  std::string_view tail;
  std::unique_ptr<Statement> statement = prepare(sql, &tail);
  if (statement->handle == nullptr || !blank(tail)) throw StorageError(fmt::format("Not one statement: {}", sql));
  ++in_use_;
  return {*this, std::move(statement)};
}

void Connection::give_back(std::unique_ptr<Statement> statement) {
  --in_use_;
  sqlite3_reset(statement->handle);
  // Bound values may be gone by now, or large.
  sqlite3_clear_bindings(statement->handle);
  auto slot = cache_.find(statement->sql);
  if (slot == cache_.end()) {
    if (cache_.size() >= cached_texts) cache_.clear();
    slot = cache_.emplace(statement->sql, 0).first;
  }
  if (slot->second.size() < cached_copies) slot->second.push_back(std::move(statement));
}

std::unique_ptr<Rows> Connection::query(StatementUse statement, std::span<const Param> params) {
  statement.bind(params, true);
  return std::make_unique<SqliteRows>(*this, std::move(statement));
}

std::int64_t Connection::execute(StatementUse statement, std::span<const Param> params) {
  statement.bind(params, false);
  const std::int64_t before = sqlite3_total_changes64(handle_);
  while (statement.step()) {
  }
  // sqlite3_changes() keeps its old value after a statement that changes no rows of a table, such as CREATE.
  return sqlite3_total_changes64(handle_) == before ? 0 : sqlite3_changes64(handle_);
}

bool Connection::is_script(std::string_view sql) {
  if (cache_.contains(sql)) return false;
  const std::size_t end = sql.find(';');
  if (end == std::string_view::npos) return false;
  std::string_view tail;
  const auto statement = prepare(sql, &tail);
  return statement->handle == nullptr || !blank(tail);
}

void Connection::run_script(std::string_view sql) {
  while (!blank(sql)) {
    std::string_view tail;
    const auto statement = prepare(sql, &tail);
    if (statement->handle != nullptr) {
      if (statement->parameters != 0) throw StorageError(fmt::format("A script has no parameters: {}", sql));
      int code = SQLITE_ROW;
      while (code == SQLITE_ROW) code = sqlite3_step(statement->handle);
      if (code != SQLITE_DONE) fail(sql.substr(0, sql.size() - tail.size()));
    }
    sql = tail;
  }
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Connection::reset_open_statements() {
  if (in_use_ == 0) return;
  for (sqlite3_stmt* open = sqlite3_next_stmt(handle_, nullptr); open; open = sqlite3_next_stmt(handle_, open)) {
    if (sqlite3_stmt_busy(open)) sqlite3_reset(open);
  }
}

void Connection::checkpoint() {
  // SQLITE_BUSY (another one at work) and readers in the way only mean that less was moved.
  sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

void Connection::fail(std::string_view what) const {
  throw StorageError(fmt::format("{} ({}) in: {}", sqlite3_errmsg(handle_), sqlite3_extended_errcode(handle_), what));
}

}  // namespace parley::storage::sqlite
