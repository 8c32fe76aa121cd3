// What users keep about spaces and their places, and how many messages these hold.
#include "domain/place_rows.hpp"
#include "domain/spaces/space_store.hpp"

#define PARLEY_PLACE_COLUMNS                                                                                 \
  "p.id, p.messages_count, p.first_message_id, p.first_message_date, p.last_message_id, "                    \
  "p.last_message_date, m.notifications, m.mute_time, m.muted_until, m.muted_indefinitely, m.last_read_id, " \
  "m.last_read_date, m.last_read_sequence, m.messages_count, m.first_message_id, m.first_message_date, "     \
  "m.last_message_id, m.last_message_date "                                                                  \
  "FROM space_places p LEFT JOIN space_place_members m ON m.place_id = p.id AND m.user_id = $2 "

namespace parley::domain::space_store {
namespace {

using storage::Reader;
using storage::Rows;
using storage::Transaction;

PlaceView view_of(const Rows& row) {
  PlaceView view{.messages = stored_counters(row, 1), .own = {}};
  if (row.is_null(6)) return view;
  view.own = {.notifications = stored<protocol::NotificationMode>(row.text(6)),
              .mute = stored_mute(row, 7),
              .position = {row.string(10), row.integer(11), row.integer(12)},
              .private_messages = stored_counters(row, 13)};
  return view;
}

PlaceViews views_of(Rows& rows) {
  PlaceViews views;
  while (rows.next()) views.emplace(rows.string(0), view_of(rows));
  return views;
}

SpaceInvite invite_of(const Rows& row) {
  return {.code = row.string(0),
          .space = row.string(1),
          .inviter = row.string(2),
          .uses = row.integer(3),
          .created = row.integer(4),
          .expires = row.integer(5)};
}

/// A row for what a member keeps about a place, as at first, unless there is one.
void make_row(Transaction& transaction, const SpacePlace& place, std::string_view user) {
  transaction.execute(
      "INSERT INTO space_place_members (place_id, user_id, space_id, notifications, last_read_id, last_read_date, "
      "last_read_sequence, messages_count, first_message_id, first_message_date, last_message_id, last_message_date) "
      "VALUES ($1, $2, $3, $4, '', 0, 0, 0, '', 0, '', 0) ON CONFLICT (place_id, user_id) DO NOTHING",
      {place.id(), user, place.space, wire(PlaceSettings{}.notifications)});
}

#define PARLEY_READ_ALL                                                                                            \
  "INSERT INTO space_place_members (place_id, user_id, space_id, notifications, last_read_id, last_read_date, "    \
  "last_read_sequence, messages_count, first_message_id, first_message_date, last_message_id, last_message_date) " \
  "SELECT id, $2, space_id, 'DEFAULT', last_message_id, last_message_date, last_sequence, 0, '', 0, '', 0 "        \
  "FROM space_places WHERE "

#define PARLEY_READ_CONFLICT                                                                                     \
  " AND messages_count > 0 ON CONFLICT (place_id, user_id) DO UPDATE SET last_read_id = excluded.last_read_id, " \
  "last_read_date = excluded.last_read_date, last_read_sequence = excluded.last_read_sequence"

}  // namespace

std::optional<SpaceInvite> invite(Reader& reader, std::string_view code) {
  const auto row =
      reader.query("SELECT code, space_id, inviter, uses, created, expires FROM space_invites WHERE code = $1", {code});
  if (!row->next()) return std::nullopt;
  return invite_of(*row);
}

std::vector<SpaceInvite> invites(Reader& reader, std::string_view space, Millis now) {
  std::vector<SpaceInvite> all;
  const auto rows = reader.query(
      "SELECT code, space_id, inviter, uses, created, expires FROM space_invites "
      "WHERE space_id = $1 AND (expires = 0 OR expires > $2) ORDER BY created, code",
      {space, now});
  while (rows->next()) all.push_back(invite_of(*rows));
  return all;
}

std::int64_t count_invites(Reader& reader, std::string_view space, Millis now) {
  const auto row = reader.query(
      "SELECT count(*) FROM space_invites WHERE space_id = $1 AND (expires = 0 OR expires > $2)", {space, now});
  row->next();
  return row->integer(0);
}

void add_invite(Transaction& transaction, const SpaceInvite& invite) {
  transaction.execute(
      "INSERT INTO space_invites (code, space_id, inviter, uses, created, expires) VALUES ($1, $2, $3, $4, $5, $6)",
      {invite.code, invite.space, invite.inviter, invite.uses, invite.created, invite.expires});
}

void use_invite(Transaction& transaction, std::string_view code) {
  transaction.execute("UPDATE space_invites SET uses = uses + 1 WHERE code = $1", {code});
}

void remove_invite(Transaction& transaction, std::string_view code) {
  transaction.execute("DELETE FROM space_invites WHERE code = $1", {code});
}

void expire_invites(Transaction& transaction, Millis now) {
  transaction.execute("DELETE FROM space_invites WHERE expires <> 0 AND expires <= $1", {now});
}

std::vector<std::string> spaces_of(Reader& reader, std::string_view user) {
  std::vector<std::string> spaces;
  const auto rows = reader.query(
      "SELECT s.id FROM space_members m JOIN spaces s ON s.id = m.space_id WHERE m.user_id = $1 "
      "ORDER BY s.created, s.id",
      {user});
  while (rows->next()) spaces.push_back(rows->string(0));
  return spaces;
}

std::int64_t count_spaces_of(Reader& reader, std::string_view user) {
  const auto row = reader.query("SELECT count(*) FROM space_members WHERE user_id = $1", {user});
  row->next();
  return row->integer(0);
}

SpaceSettings settings(Reader& reader, std::string_view space, std::string_view user) {
  const auto row = reader.query(
      "SELECT notifications, mute_time, muted_until, muted_indefinitely FROM space_members "
      "WHERE space_id = $1 AND user_id = $2",
      {space, user});
  if (!row->next()) return {};
  return {.notifications = stored<protocol::NotificationMode>(row->text(0)), .mute = stored_mute(*row, 1)};
}

void set_settings(Transaction& transaction, std::string_view space, std::string_view user,
                  const SpaceSettings& settings) {
  transaction.execute(
      "UPDATE space_members SET notifications = $3, mute_time = $4, muted_until = $5, muted_indefinitely = $6 "
      "WHERE space_id = $1 AND user_id = $2",
      {space, user, wire(settings.notifications), mute_time(settings.mute), mute_until(settings.mute),
       mute_indefinitely(settings.mute)});
}

PlaceViews place_views(Reader& reader, std::string_view space, std::string_view user) {
  return views_of(*reader.query("SELECT " PARLEY_PLACE_COLUMNS "WHERE p.space_id = $1", {space, user}));
}

PlaceViews channel_views(Reader& reader, std::string_view channel, std::string_view user) {
  return views_of(*reader.query("SELECT " PARLEY_PLACE_COLUMNS "WHERE p.channel_id = $1", {channel, user}));
}

std::optional<PlaceView> place_view(Reader& reader, std::string_view place, std::string_view user) {
  const auto row = reader.query("SELECT " PARLEY_PLACE_COLUMNS "WHERE p.id = $1", {place, user});
  if (!row->next()) return std::nullopt;
  return view_of(*row);
}

void set_place_settings(Transaction& transaction, const SpacePlace& place, std::string_view user,
                        const PlaceSettings& settings) {
  make_row(transaction, place, user);
  transaction.execute(
      "UPDATE space_place_members SET notifications = $3, mute_time = $4, muted_until = $5, muted_indefinitely = $6 "
      "WHERE place_id = $1 AND user_id = $2",
      {place.id(), user, wire(settings.notifications), mute_time(settings.mute), mute_until(settings.mute),
       mute_indefinitely(settings.mute)});
}

void set_position(Transaction& transaction, const SpacePlace& place, std::string_view user,
                  const ReadPosition& position) {
  make_row(transaction, place, user);
  transaction.execute(
      "UPDATE space_place_members SET last_read_id = $3, last_read_date = $4, last_read_sequence = $5 "
      "WHERE place_id = $1 AND user_id = $2",
      {place.id(), user, position.message, position.date, position.sequence});
}

void read_all(Transaction& transaction, std::string_view channel, std::string_view user) {
  transaction.execute(PARLEY_READ_ALL "channel_id = $1" PARLEY_READ_CONFLICT, {channel, user});
}

void read_thread(Transaction& transaction, std::string_view thread, std::string_view user) {
  transaction.execute(PARLEY_READ_ALL "id = $1" PARLEY_READ_CONFLICT, {thread, user});
}

void count_message(Transaction& transaction, std::string_view place, std::string_view message, Millis date,
                   std::int64_t sequence) {
  transaction.execute("UPDATE space_places SET last_sequence = $4, " PARLEY_COUNT_MESSAGE("$2", "$3") "WHERE id = $1",
                      {place, message, date, sequence});
}

void count_private_message(Transaction& transaction, const SpacePlace& place, std::string_view user,
                           std::string_view message, Millis date) {
  make_row(transaction, place, user);
  transaction.execute(
      "UPDATE space_place_members SET " PARLEY_COUNT_MESSAGE("$3", "$4") "WHERE place_id = $1 AND user_id = $2",
      {place.id(), user, message, date});
}

}  // namespace parley::domain::space_store
