// The structure of spaces: what makes up a state.
#include "domain/spaces/space_store.hpp"

#include <unordered_map>

#include "domain/lines.hpp"
#include "domain/place_rows.hpp"

namespace parley::domain::space_store {
namespace {

using storage::Reader;
using storage::Transaction;

void load_roles(Reader& reader, SpaceState& space) {
  const auto rows = reader.query(
      "SELECT id, name, color, created, permissions FROM space_roles WHERE space_id = $1 ORDER BY number", {space.id});
  while (rows->next()) {
    space.roles.push_back(
        std::make_shared<const SpaceRole>(SpaceRole{.id = rows->string(0),
                                                    .name = rows->string(1),
                                                    .color = rows->string(2),
                                                    .created = rows->integer(3),
                                                    .permissions = known_permissions(from_lines(rows->text(4)))}));
  }
}

void load_members(Reader& reader, SpaceState& space) {
  SharedList<SpaceMember> members;
  const auto rows = reader.query(
      "SELECT user_id, nickname, roles FROM space_members WHERE space_id = $1 ORDER BY number, user_id", {space.id});
  while (rows->next()) {
    members.push_back(std::make_shared<const SpaceMember>(SpaceMember{.user = rows->string(0),
                                                                      .nickname = rows->string(1),
                                                                      .renamed = !rows->text(1).empty(),
                                                                      .roles = from_lines(rows->text(2))}));
  }
  space.members = std::make_shared<const SpaceMembers>(std::move(members));
}

void load_categories(Reader& reader, SpaceState& space) {
  const auto rows = reader.query(
      "SELECT id, name, creator, created FROM space_categories WHERE space_id = $1 ORDER BY number", {space.id});
  while (rows->next()) {
    space.categories.push_back(
        {.id = rows->string(0), .name = rows->string(1), .creator = rows->string(2), .created = rows->integer(3)});
  }
}

using Threads = std::unordered_map<std::string, SharedList<SpaceThread>>;

Threads load_threads(Reader& reader, std::string_view space) {
  Threads threads;
  const auto rows = reader.query(
      "SELECT channel_id, id, name, creator, private, created, members, members_version FROM space_threads "
      "WHERE space_id = $1 ORDER BY number",
      {space});
  while (rows->next()) {
    threads[rows->string(0)].push_back(
        std::make_shared<const SpaceThread>(SpaceThread{.id = rows->string(1),
                                                        .name = rows->string(2),
                                                        .creator = rows->string(3),
                                                        .is_private = rows->boolean(4),
                                                        .created = rows->integer(5),
                                                        .members = from_lines(rows->text(6)),
                                                        .members_version = rows->integer(7)}));
  }
  return threads;
}

void load_channels(Reader& reader, SpaceState& space) {
  Threads threads = load_threads(reader, space.id);
  const auto rows = reader.query(
      "SELECT id, category, name, creator, private, created, access_roles, access_members, members_version "
      "FROM space_channels WHERE space_id = $1 ORDER BY number",
      {space.id});
  while (rows->next()) {
    SpaceChannel channel{.id = rows->string(0),
                         .category = rows->string(1),
                         .name = rows->string(2),
                         .creator = rows->string(3),
                         .is_private = rows->boolean(4),
                         .created = rows->integer(5),
                         .access_roles = from_lines(rows->text(6)),
                         .access_members = from_lines(rows->text(7)),
                         .members_version = rows->integer(8),
                         .threads = std::move(threads[rows->string(0)])};
    space.channels.push_back(std::make_shared<const SpaceChannel>(std::move(channel)));
  }
}

void add_place(Transaction& transaction, const SpaceState& space, std::string_view channel, std::string_view place) {
  transaction.execute(
      "INSERT INTO space_places (id, space_id, channel_id, messages_count, first_message_id, first_message_date, "
      "last_message_id, last_message_date, last_sequence) VALUES ($1, $2, $3, 0, '', 0, '', 0, 0)",
      {place, space.id, channel});
}

}  // namespace

std::optional<std::int64_t> stamp(Reader& reader, std::string_view space) {
  const auto row = reader.query("SELECT stamp FROM spaces WHERE id = $1", {space});
  if (!row->next()) return std::nullopt;
  return row->integer(0);
}

std::shared_ptr<SpaceState> load(Reader& reader, std::string_view id) {
  auto space = std::make_shared<SpaceState>();
  {
    const auto row = reader.query(
        "SELECT id, name, owner, icon, created, stamp, changes, public_version FROM spaces WHERE id = $1", {id});
    if (!row->next()) return nullptr;
    space->id = row->string(0);
    space->name = row->string(1);
    space->owner = row->string(2);
    space->icon = row->optional_string(3);
    space->created = row->integer(4);
    space->stamp = row->integer(5);
    space->changes = row->integer(6);
    space->public_version = row->integer(7);
  }
  load_roles(reader, *space);
  load_members(reader, *space);
  load_categories(reader, *space);
  load_channels(reader, *space);
  return space;
}

void add(Transaction& transaction, const SpaceState& space) {
  transaction.execute(
      "INSERT INTO spaces (id, name, owner, icon, created, stamp, changes, public_version) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {space.id, space.name, space.owner, storage::text_or_null(space.icon), space.created, space.stamp, space.changes,
       space.public_version});
}

void update(Transaction& transaction, const SpaceState& space) {
  transaction.execute(
      "UPDATE spaces SET name = $2, owner = $3, icon = $4, stamp = $5, changes = $6, public_version = $7 WHERE id = $1",
      {space.id, space.name, space.owner, storage::text_or_null(space.icon), space.stamp, space.changes,
       space.public_version});
}

void remove(Transaction& transaction, std::string_view space) {
  transaction.execute("DELETE FROM spaces WHERE id = $1", {space});
}

void rebase_icons(Transaction& transaction, std::string_view old_base, std::string_view new_base) {
  transaction.execute(
      "UPDATE spaces SET icon = $2 || substr(icon, length($1) + 1) WHERE icon IS NOT NULL AND "
      "substr(icon, 1, length($1)) = $1",
      {old_base, new_base});
}

void put_role(Transaction& transaction, const SpaceState& space, const SpaceRole& role) {
  const std::string permissions = to_lines(keys_of(role.permissions));
  transaction.execute(
      "INSERT INTO space_roles (space_id, id, number, name, color, created, permissions) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) "
      "ON CONFLICT (space_id, id) DO UPDATE SET name = excluded.name, color = excluded.color, "
      "permissions = excluded.permissions",
      {space.id, role.id, space.changes, role.name, role.color, role.created, permissions});
}

void remove_role(Transaction& transaction, std::string_view space, std::string_view role) {
  transaction.execute("DELETE FROM space_roles WHERE space_id = $1 AND id = $2", {space, role});
}

void put_category(Transaction& transaction, const SpaceState& space, const SpaceCategory& category) {
  transaction.execute(
      "INSERT INTO space_categories (id, space_id, number, name, creator, created) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name",
      {category.id, space.id, space.changes, category.name, category.creator, category.created});
}

void remove_category(Transaction& transaction, std::string_view category) {
  transaction.execute("DELETE FROM space_categories WHERE id = $1", {category});
}

void add_member(Transaction& transaction, const SpaceState& space, const SpaceMember& member) {
  transaction.execute(
      "INSERT INTO space_members (space_id, user_id, number, nickname, roles, notifications) "
      "VALUES ($1, $2, $3, '', '', $4)",
      {space.id, member.user, space.changes, wire(SpaceSettings{}.notifications)});
}

void update_member(Transaction& transaction, std::string_view space, const SpaceMember& member) {
  const std::string roles = to_lines(member.roles);
  transaction.execute("UPDATE space_members SET nickname = $3, roles = $4 WHERE space_id = $1 AND user_id = $2",
                      {space, member.user, member.renamed ? std::string_view(member.nickname) : "", roles});
}

void remove_member(Transaction& transaction, std::string_view space, std::string_view user) {
  transaction.execute("DELETE FROM space_members WHERE space_id = $1 AND user_id = $2", {space, user});
  // Private messages are still his when he comes back.
  transaction.execute("DELETE FROM space_place_members WHERE user_id = $1 AND space_id = $2 AND messages_count = 0",
                      {user, space});
  transaction.execute(
      "UPDATE space_place_members SET notifications = $3, mute_time = NULL, muted_until = NULL, muted_indefinitely = "
      "NULL, last_read_id = '', last_read_date = 0, last_read_sequence = 0 WHERE user_id = $1 AND space_id = $2",
      {user, space, wire(PlaceSettings{}.notifications)});
}

void add_channel(Transaction& transaction, const SpaceState& space, const SpaceChannel& channel) {
  const std::string roles = to_lines(channel.access_roles);
  const std::string members = to_lines(channel.access_members);
  transaction.execute(
      "INSERT INTO space_channels (id, space_id, number, category, name, creator, private, created, access_roles, "
      "access_members, members_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {channel.id, space.id, space.changes, channel.category, channel.name, channel.creator, number(channel.is_private),
       channel.created, roles, members, channel.members_version});
  add_place(transaction, space, channel.id, channel.id);
}

void update_channel(Transaction& transaction, const SpaceChannel& channel) {
  const std::string roles = to_lines(channel.access_roles);
  const std::string members = to_lines(channel.access_members);
  transaction.execute(
      "UPDATE space_channels SET category = $2, name = $3, private = $4, access_roles = $5, access_members = $6, "
      "members_version = $7 WHERE id = $1",
      {channel.id, channel.category, channel.name, number(channel.is_private), roles, members,
       channel.members_version});
}

bool made_any(Reader& reader, std::string_view user) {
  // Reads all rows when there is none: accounts are seldom removed.
  return reader
      .query(
          "SELECT 1 FROM space_channels WHERE creator = $1 UNION ALL "
          "SELECT 1 FROM space_threads WHERE creator = $1 UNION ALL "
          "SELECT 1 FROM space_categories WHERE creator = $1 LIMIT 1",
          {user})
      ->next();
}

bool channel_exists(Reader& reader, std::string_view channel) {
  return reader.query("SELECT 1 FROM space_channels WHERE id = $1", {channel})->next();
}

void remove_channel(Transaction& transaction, std::string_view channel) {
  transaction.execute("DELETE FROM space_channels WHERE id = $1", {channel});
  transaction.execute("DELETE FROM space_places WHERE channel_id = $1", {channel});
}

void add_thread(Transaction& transaction, const SpaceState& space, const SpaceChannel& channel,
                const SpaceThread& thread) {
  const std::string members = to_lines(thread.members);
  transaction.execute(
      "INSERT INTO space_threads (id, space_id, channel_id, number, name, creator, private, created, members, "
      "members_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {thread.id, space.id, channel.id, space.changes, thread.name, thread.creator, number(thread.is_private),
       thread.created, members, thread.members_version});
  add_place(transaction, space, channel.id, thread.id);
}

void update_thread(Transaction& transaction, const SpaceThread& thread) {
  const std::string members = to_lines(thread.members);
  transaction.execute("UPDATE space_threads SET name = $2, members = $3, members_version = $4 WHERE id = $1",
                      {thread.id, thread.name, members, thread.members_version});
}

void remove_thread(Transaction& transaction, std::string_view thread) {
  transaction.execute("DELETE FROM space_threads WHERE id = $1", {thread});
  transaction.execute("DELETE FROM space_places WHERE id = $1", {thread});
}

}  // namespace parley::domain::space_store
