// SqlUserStore: known devices, and those that wait to become so.
#include "domain/users/sql_store.hpp"

namespace parley::domain {

using storage::Reader;
using storage::text_or_null;
using storage::Transaction;

bool SqlUserStore::device_known(Reader& reader, std::string_view user, std::string_view device) const {
  return reader.query("SELECT 1 FROM known_devices WHERE user_id = $1 AND device = $2", {user, device})->next();
}

void SqlUserStore::add_known_device(Transaction& transaction, std::string_view user, std::string_view device,
                                    Millis now) const {
  transaction.execute(
      "INSERT INTO known_devices (user_id, device, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      {user, device, now});
}

std::optional<DeviceCheck> SqlUserStore::device_check(Reader& reader, std::string_view secret_hash) const {
  const auto rows = reader.query(
      "SELECT secret_hash, user_id, device, expires_at FROM device_checks WHERE secret_hash = $1", {secret_hash});
  if (!rows->next()) return std::nullopt;
  return DeviceCheck{.secret_hash = rows->string(0),
                     .user = rows->string(1),
                     .device = rows->optional_string(2),
                     .expires_at = rows->integer(3)};
}

std::int64_t SqlUserStore::device_checks_of(Reader& reader, std::string_view user, Millis now) const {
  const auto rows =
      reader.query("SELECT count(*) FROM device_checks WHERE user_id = $1 AND expires_at > $2", {user, now});
  rows->next();
  return rows->integer(0);
}

std::vector<std::string> SqlUserStore::expired_device_checks(Reader& reader, Millis now) const {
  std::vector<std::string> hashes;
  const auto rows = reader.query("SELECT secret_hash FROM device_checks WHERE expires_at <= $1", {now});
  while (rows->next()) hashes.push_back(rows->string(0));
  return hashes;
}

void SqlUserStore::add_device_check(Transaction& transaction, const DeviceCheck& check) const {
  transaction.execute("INSERT INTO device_checks (secret_hash, user_id, device, expires_at) VALUES ($1, $2, $3, $4)",
                      {std::string_view(check.secret_hash), std::string_view(check.user), text_or_null(check.device),
                       check.expires_at});
}

void SqlUserStore::remove_device_check(Transaction& transaction, std::string_view secret_hash) const {
  transaction.execute("DELETE FROM device_checks WHERE secret_hash = $1", {secret_hash});
}

}  // namespace parley::domain
