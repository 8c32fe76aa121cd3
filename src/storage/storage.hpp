#pragma once
// What domains need remembered, without naming an engine. SQL is written in the dialect SQLite and PostgreSQL
// share: parameters are $1, $2, …; RETURNING and ON CONFLICT are allowed; dates are integers (Unix milliseconds).
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parley::storage {

/// A failing database or a broken statement: never a thing a user did. Ends at the storage thread, which fails the job.
class StorageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Blob {
  std::span<const std::uint8_t> bytes;
};

/// One bound value. Text and blobs are borrowed: they must outlive the call.
using Param = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Blob>;
/// The Param of a value that may be missing.
inline Param text_or_null(const std::optional<std::string>& text) {
  return text ? Param(std::string_view(*text)) : Param(nullptr);
}

/// A result being read, row by row. Lives only until the next statement of the same SQL text or the end of the body.
class Rows {
 public:
  virtual ~Rows() = default;
  /// Moves to the next row; false after the last.
  virtual bool next() = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  ///< valid until next()
  virtual std::span<const std::uint8_t> blob(int column) const = 0;

  bool boolean(int column) const { return integer(column) != 0; }
  std::string string(int column) const { return std::string(text(column)); }
  std::optional<std::string> optional_string(int column) const {
    if (is_null(column)) return std::nullopt;
    return string(column);
  }
};

/// A consistent snapshot to read from. Used on the storage thread that runs the body, and only inside it.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::unique_ptr<Rows> query(std::string_view sql, std::initializer_list<Param> params = {}) = 0;
  virtual std::unique_ptr<Rows> query(std::string_view sql, std::span<const Param> params) = 0;
};

/// A Reader that may also change things. All of a body's changes are kept, or (when it throws, or calls
/// `abandon`) none.
class Transaction : public Reader {
 public:
  /// Returns the number of rows changed.
  virtual std::int64_t execute(std::string_view sql, std::initializer_list<Param> params = {}) = 0;
  virtual std::int64_t execute(std::string_view sql, std::span<const Param> params) = 0;
  /// Undoes this body's changes when it returns, and drops what it wanted done after the commit.
  /// For a body that finds out late that it must refuse.
  virtual void abandon() = 0;
  /// Runs once the changes are durable, in the order of commits, on the storage thread; never when undone. Must not
  /// block.
  virtual void after_commit(std::function<void()> action) = 0;
};

/// Opens once, lives as long as the server. Thread-safe.
class Database {
 public:
  virtual ~Database() = default;

  /// Runs `body` in a transaction of its own and then calls `done`: with no exception once the changes are durable,
  /// or with the exception that ended the body (its changes are undone). Bodies run one after the other in the order
  /// of the calls; many bodies share one commit. Both run on the storage thread and must not block.
  virtual void write(std::function<void(Transaction&)> body, std::function<void(std::exception_ptr)> done) = 0;
  /// Runs `body` on a reader thread, on a snapshot that holds every write whose `done` was called before.
  /// Then calls `done` there, after the after_commit actions and the `done` of every write that the snapshot holds:
  /// what `done` tells is told after all that led to it.
  virtual void read(std::function<void(Reader&)> body, std::function<void(std::exception_ptr)> done) = 0;

  /// The same, waiting for the end; rethrows the body's exception. For start-up, tools and tests only: never on a loop.
  void write_and_wait(const std::function<void(Transaction&)>& body);
  void read_and_wait(const std::function<void(Reader&)>& body);
};

}  // namespace parley::storage
