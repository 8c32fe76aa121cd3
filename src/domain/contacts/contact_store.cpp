#include "domain/contacts/contact_store.hpp"

namespace parley::domain::contact_store {
namespace {

using storage::Reader;
using storage::Rows;
using storage::Transaction;

Invite invite_of(const Rows& row) {
  return {.id = row.string(0),
          .inviter = row.string(1),
          .receiver = row.string(2),
          .rejected = row.boolean(3),
          .created = row.integer(4)};
}

#define PARLEY_INVITE_COLUMNS "id, inviter, receiver, rejected, created"

}  // namespace

bool add_member(Transaction& transaction, std::string_view circle, std::string_view user) {
  return transaction.execute("INSERT INTO circle_members (circle, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                             {circle, user}) > 0;
}

bool remove_member(Transaction& transaction, std::string_view circle, std::string_view user) {
  return transaction.execute("DELETE FROM circle_members WHERE circle = $1 AND user_id = $2", {circle, user}) > 0;
}

bool remove_circle(Transaction& transaction, std::string_view circle) {
  return transaction.execute("DELETE FROM circle_members WHERE circle = $1", {circle}) > 0;
}

bool are_friends(Reader& reader, std::string_view user, std::string_view other) {
  return reader.query("SELECT 1 FROM friendships WHERE user_id = $1 AND friend_id = $2", {user, other})->next();
}

bool are_contacts(Reader& reader, std::string_view user, std::string_view other) {
  if (user == other) return false;
  if (are_friends(reader, user, other)) return true;
  return reader
      .query(
          "SELECT 1 FROM circle_members mine JOIN circle_members his ON his.circle = mine.circle "
          "WHERE mine.user_id = $1 AND his.user_id = $2 LIMIT 1",
          {user, other})
      ->next();
}

void add_friendship(Transaction& transaction, std::string_view user, std::string_view other) {
  transaction.execute("INSERT INTO friendships (user_id, friend_id) VALUES ($1, $2), ($2, $1) ON CONFLICT DO NOTHING",
                      {user, other});
}

void remove_friendship(Transaction& transaction, std::string_view user, std::string_view other) {
  transaction.execute(
      "DELETE FROM friendships WHERE (user_id = $1 AND friend_id = $2) OR (user_id = $2 AND friend_id = $1)",
      {user, other});
}

std::optional<Invite> invite(Reader& reader, std::string_view id) {
  const auto rows = reader.query("SELECT " PARLEY_INVITE_COLUMNS " FROM friend_invites WHERE id = $1", {id});
  if (!rows->next()) return std::nullopt;
  return invite_of(*rows);
}

std::optional<Invite> invite_between(Reader& reader, std::string_view inviter, std::string_view receiver) {
  const auto rows = reader.query(
      "SELECT " PARLEY_INVITE_COLUMNS " FROM friend_invites WHERE inviter = $1 AND receiver = $2", {inviter, receiver});
  if (!rows->next()) return std::nullopt;
  return invite_of(*rows);
}

std::int64_t count_invites_of(Reader& reader, std::string_view inviter) {
  const auto rows = reader.query("SELECT COUNT(*) FROM friend_invites WHERE inviter = $1", {inviter});
  rows->next();
  return rows->integer(0);
}

void add_invite(Transaction& transaction, const Invite& invite) {
  transaction.execute("INSERT INTO friend_invites (" PARLEY_INVITE_COLUMNS ") VALUES ($1, $2, $3, $4, $5)",
                      {std::string_view(invite.id), std::string_view(invite.inviter), std::string_view(invite.receiver),
                       std::int64_t{invite.rejected}, invite.created});
}

void remove_invite(Transaction& transaction, std::string_view id) {
  transaction.execute("DELETE FROM friend_invites WHERE id = $1", {id});
}

void reject_invite(Transaction& transaction, std::string_view id) {
  transaction.execute("UPDATE friend_invites SET rejected = 1 WHERE id = $1", {id});
}

void set_volume(Transaction& transaction, std::string_view user, std::string_view contact, std::int64_t volume) {
  transaction.execute(
      "INSERT INTO contact_settings (user_id, contact_id, volume) VALUES ($1, $2, $3) "
      "ON CONFLICT (user_id, contact_id) DO UPDATE SET volume = excluded.volume",
      {user, contact, volume});
}

void remove_user(Transaction& transaction, std::string_view user) {
  transaction.execute("DELETE FROM circle_members WHERE user_id = $1", {user});
  // Each way has an index of its own; an OR over both would read the whole table.
  transaction.execute(
      "DELETE FROM friendships WHERE friend_id = $1 AND user_id IN (SELECT friend_id FROM friendships WHERE user_id = "
      "$1)",
      {user});
  transaction.execute("DELETE FROM friendships WHERE user_id = $1", {user});
  transaction.execute("DELETE FROM friend_invites WHERE inviter = $1", {user});
  transaction.execute("DELETE FROM friend_invites WHERE receiver = $1", {user});
  transaction.execute("DELETE FROM contact_settings WHERE user_id = $1", {user});
  transaction.execute("DELETE FROM contact_settings WHERE contact_id = $1", {user});
}

std::unique_ptr<Rows> all_members(Reader& reader) {
  return reader.query("SELECT circle, user_id FROM circle_members ORDER BY circle");
}

std::unique_ptr<Rows> all_friendships(Reader& reader) {
  return reader.query("SELECT user_id, friend_id FROM friendships ORDER BY user_id");
}

std::unique_ptr<Rows> all_volumes(Reader& reader) {
  return reader.query("SELECT user_id, contact_id, volume FROM contact_settings");
}

std::vector<Invite> all_invites(Reader& reader) {
  std::vector<Invite> all;
  const auto rows = reader.query("SELECT " PARLEY_INVITE_COLUMNS " FROM friend_invites ORDER BY created, id");
  while (rows->next()) all.push_back(invite_of(*rows));
  return all;
}

}  // namespace parley::domain::contact_store
