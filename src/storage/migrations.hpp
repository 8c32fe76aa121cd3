#pragma once
#include <string_view>
#include <vector>

namespace parley::storage {

class Database;

struct Migration {
  int version;            ///< 1, 2, 3 … without gaps
  std::string_view name;  ///< file name without ".sql"
  std::string_view sql;   ///< one or more statements; never edited once released
};

/// A domain's schema, as the steps that lead to it.
struct Migrations {
  std::string_view domain;
  std::vector<Migration> steps;
};

/// Brings the schema up to date: each missing step in a transaction of its own, recorded in table `migrations`.
/// Throws StorageError when a step fails, or when the database is newer than this program. Waits; start-up only.
void migrate(Database& database, const std::vector<Migrations>& all);

}  // namespace parley::storage
