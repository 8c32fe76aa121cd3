#include "storage/migrations.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "storage/storage.hpp"

namespace parley::storage {
namespace {

constexpr std::string_view create_table =
    "CREATE TABLE IF NOT EXISTS migrations ("
    " domain TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, applied_at INTEGER NOT NULL,"
    " PRIMARY KEY (domain, version)) STRICT";

void check_steps(const Migrations& migrations) {
  int expected = 1;
  for (const Migration& step : migrations.steps) {
    if (step.version != expected++) {
      throw StorageError(fmt::format("The migrations of {} are not numbered 1, 2, 3 …", migrations.domain));
    }
  }
}

/// Version the database has, after making sure that this program knows every step that led there.
int present_version(Reader& reader, const Migrations& migrations) {
  int version = 0;
  const auto rows =
      reader.query("SELECT version, name FROM migrations WHERE domain = $1 ORDER BY version", {migrations.domain});
  while (rows->next()) {
    version = static_cast<int>(rows->integer(0));
    if (version > static_cast<int>(migrations.steps.size())) {
      throw StorageError(fmt::format(
          "The database was written by a newer Parley: {} is at version {}, this program knows {}. Use the newer "
          "program, or restore the backup made before the upgrade.",
          migrations.domain, version, migrations.steps.size()));
    }
    const Migration& known = migrations.steps[static_cast<std::size_t>(version) - 1];
    if (rows->text(1) != known.name) {
      throw StorageError(fmt::format("The database has step {} of {} as \"{}\", this program as \"{}\".", version,
                                     migrations.domain, rows->text(1), known.name));
    }
  }
  return version;
}

}  // namespace

void migrate(Database& database, const std::vector<Migrations>& all) {
  database.write_and_wait([](Transaction& transaction) { transaction.execute(create_table); });
  // All are looked at before any is changed: a newer database is refused untouched.
  database.read_and_wait([&](Reader& reader) {
    for (const Migrations& migrations : all) {
      check_steps(migrations);
      present_version(reader, migrations);
    }
  });
  const SystemClock clock;
  for (const Migrations& migrations : all) {
    for (const Migration& step : migrations.steps) {
      bool applied = false;
      database.write_and_wait([&](Transaction& transaction) {
        // Asked again inside the transaction: another process may be starting on the same database.
        if (present_version(transaction, migrations) >= step.version) return;
        transaction.execute(step.sql);
        transaction.execute("INSERT INTO migrations (domain, version, name, applied_at) VALUES ($1, $2, $3, $4)",
                            {migrations.domain, std::int64_t{step.version}, step.name, clock.now()});
        applied = true;
      });
      if (applied) log::info("database: {} brought to {}", migrations.domain, step.name);
    }
  }
}

}  // namespace parley::storage
