#include "storage/sqlite/query_plans.hpp"

#include <sqlite3.h>

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace parley::storage::testing {
namespace {

struct Recorded {
  std::mutex mutex;
  std::set<std::string> statements;
};
Recorded recorded;

/// Names of the tables an FTS5 table keeps itself in are quoted like this in its own statements, and in no others.
bool is_of_full_text_index(std::string_view sql) { return sql.find("'main'.'") != std::string_view::npos; }

int record(unsigned, void*, void* statement, void*) {
  const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
  if (sql == nullptr || is_of_full_text_index(sql)) return 0;
  const std::lock_guard lock(recorded.mutex);
  recorded.statements.emplace(sql);
  return 0;
}

int trace_connection(sqlite3* connection, char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, record, nullptr);
}
// SQLite calls it with the arguments of trace_connection but wants it as a function without any.
const auto kOnOpen = reinterpret_cast<void (*)()>(trace_connection);

}  // namespace

StatementRecorder::StatementRecorder() { sqlite3_auto_extension(kOnOpen); }
StatementRecorder::~StatementRecorder() { sqlite3_cancel_auto_extension(kOnOpen); }

std::set<std::string> StatementRecorder::take() {
  const std::lock_guard lock(recorded.mutex);
  return std::exchange(recorded.statements, {});
}

std::vector<std::string> query_plan(const std::string& database_file, const std::string& sql) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(database_file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> connection(opened, sqlite3_close_v2);
  if (code != SQLITE_OK) throw std::runtime_error("Can't open " + database_file);
  sqlite3_stmt* prepared = nullptr;
  const std::string question = "EXPLAIN QUERY PLAN " + sql;
  if (sqlite3_prepare_v2(connection.get(), question.c_str(), -1, &prepared, nullptr) != SQLITE_OK) {
    throw std::runtime_error(std::string(sqlite3_errmsg(connection.get())) + " in " + sql);
  }
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared, sqlite3_finalize);
  std::vector<std::string> steps;
  constexpr int kDetail = 3;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    steps.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), kDetail)));
  }
  return steps;
}

std::vector<std::string> growing_steps(const std::vector<std::string>& plan) {
  std::vector<std::string> found;
  for (const std::string& step : plan) {
    const bool scan = step.starts_with("SCAN ") && step != "SCAN CONSTANT ROW" &&
                      // The question to a full-text index is a scan of what it finds.
                      step.find("VIRTUAL TABLE INDEX") == std::string::npos;
    if (scan || step.find("TEMP B-TREE") != std::string::npos || step.find("AUTOMATIC") != std::string::npos) {
      found.push_back(step);
    }
  }
  return found;
}

}  // namespace parley::storage::testing
