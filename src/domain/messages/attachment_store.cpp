#include "domain/messages/attachment_store.hpp"

#include <algorithm>

#include "domain/users/name_rules.hpp"

namespace parley::domain::attachment_store {
namespace {

using storage::Param;
using storage::Reader;
using storage::Rows;
using storage::Transaction;

#define PARLEY_ATTACHMENT_COLUMNS "a.number, a.id, a.name, a.type, a.media_type, a.size, a.stored_size, a.blob"
constexpr int attachment_columns = 8;

StoredAttachment attachment_of(const Rows& row) {
  StoredAttachment attachment;
  attachment.number = row.integer(0);
  attachment.id = row.string(1);
  attachment.name = row.string(2);
  if (!from_wire(row.text(3), attachment.type) || !from_wire(row.text(4), attachment.media_type)) {
    throw storage::StorageError("Unknown type of attachment");
  }
  attachment.size = row.integer(5);
  attachment.stored_size = row.integer(6);
  attachment.blob = row.string(7);
  return attachment;
}

#define PARLEY_LISTED_COLUMNS PARLEY_ATTACHMENT_COLUMNS ", m.id, t.type, t.target_id, a.sender, a.date"
#define PARLEY_LISTED_TABLES                                                                        \
  " FROM message_attachments a JOIN messages m ON m.target = a.target AND m.sequence = a.sequence " \
  "JOIN message_targets t ON t.id = a.target "

std::vector<ListedAttachment> listed_of(std::unique_ptr<Rows> rows) {
  std::vector<ListedAttachment> list;
  while (rows->next()) {
    list.push_back(
        {.attachment = attachment_of(*rows),
         .message = rows->string(attachment_columns),
         .target = TargetName::stored(rows->text(attachment_columns + 1), rows->string(attachment_columns + 2)),
         .sender = rows->string(attachment_columns + 3),
         .date = rows->integer(attachment_columns + 4)});
  }
  return list;
}

/// "AND t.type IN ('CHAT', …)": the names are ours.
std::string of_types(const std::vector<std::string_view>& types) {
  if (types.empty()) return {};
  std::string sql = "AND t.type IN (";
  for (std::size_t i = 0; i < types.size(); ++i) sql += (i == 0 ? "'" : ", '") + std::string(types[i]) + "'";
  return sql + ") ";
}

/// A pattern of LIKE for texts that hold `part`.
std::string holding(std::string_view part) {
  std::string pattern = "%";
  for (const char letter : part) {
    if (letter == '%' || letter == '_' || letter == '\\') pattern += '\\';
    pattern += letter;
  }
  return pattern + '%';
}

std::string order_of(const ListOrder& order) {
  const std::string direction = order.descending ? " DESC" : " ASC";
  std::string sql;
  if (order.field == protocol::AttachmentSortField::NAME) sql = "a.folded_name" + direction + ", ";
  if (order.field == protocol::AttachmentSortField::SIZE) sql = "a.size" + direction + ", ";
  // The rest as in the indexes, which end with the primary key: nothing is sorted.
  return sql + "a.date" + direction + ", a.target" + direction + ", a.sequence" + direction + ", a.number" + direction +
         " ";
}

}  // namespace

void add(Transaction& transaction, std::int64_t target, const StoredMessage& message,
         const StoredAttachment& attachment) {
  const std::string folded = fold_name(attachment.name);
  transaction.execute(
      "INSERT INTO message_attachments (target, sequence, number, id, name, folded_name, type, media_type, size, "
      "stored_size, blob, sender, date) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {target, message.sequence, attachment.number, attachment.id, attachment.name, folded, wire(attachment.type),
       wire(attachment.media_type), attachment.size, attachment.stored_size, attachment.blob, message.sender,
       message.date});
}

void remove(Transaction& transaction, std::int64_t target, std::int64_t sequence, std::int64_t number) {
  transaction.execute("DELETE FROM message_attachments WHERE target = $1 AND sequence = $2 AND number = $3",
                      {target, sequence, number});
}

std::vector<StoredAttachment> of_message(Reader& reader, std::int64_t target, std::int64_t sequence) {
  std::vector<StoredAttachment> attachments;
  auto rows = reader.query("SELECT " PARLEY_ATTACHMENT_COLUMNS
                           " FROM message_attachments a WHERE target = $1 AND sequence = $2 ORDER BY number",
                           {target, sequence});
  while (rows->next()) attachments.push_back(attachment_of(*rows));
  return attachments;
}

std::map<std::int64_t, std::vector<protocol::MessageAttachment>> of_messages(Reader& reader, std::int64_t target,
                                                                             std::int64_t from, std::int64_t to) {
  std::map<std::int64_t, std::vector<protocol::MessageAttachment>> all;
  auto rows = reader.query("SELECT " PARLEY_ATTACHMENT_COLUMNS
                           ", a.sequence FROM message_attachments a "
                           "WHERE target = $1 AND sequence >= $2 AND sequence <= $3 ORDER BY sequence, number",
                           {target, from, to});
  while (rows->next()) all[rows->integer(attachment_columns)].push_back(attachment_of(*rows).view());
  return all;
}

std::vector<std::string> blobs_of_target(Reader& reader, std::int64_t target) {
  std::vector<std::string> blobs;
  auto rows = reader.query("SELECT blob FROM message_attachments WHERE target = $1", {target});
  while (rows->next()) blobs.push_back(rows->string(0));
  return blobs;
}

std::vector<SentFiles> sent_files(Reader& reader, std::string_view sender) {
  std::vector<SentFiles> all;
  auto rows = reader.query(
      "SELECT a.target, t.type, t.target_id, COUNT(*), SUM(a.size) FROM message_attachments a "
      "JOIN message_targets t ON t.id = a.target WHERE a.sender = $1 GROUP BY a.target",
      {sender});
  while (rows->next()) {
    all.push_back(
        {rows->integer(0), TargetName::stored(rows->text(1), rows->string(2)), rows->integer(3), rows->integer(4)});
  }
  return all;
}

std::vector<ListedAttachment> of_sender(Reader& reader, std::string_view sender, const Section& section,
                                        const ListOrder& order, std::int64_t offset, std::int64_t limit) {
  std::string sql =
      "SELECT " PARLEY_LISTED_COLUMNS PARLEY_LISTED_TABLES "WHERE a.sender = $1 " + of_types(section.types);
  std::vector<Param> params = {sender, limit, offset};
  if (!section.key_start.empty()) {
    params.emplace_back(std::string_view(section.key_start));
    sql += "AND substr(t.target_id, 1, length($4)) = $4 ";
  }
  // A list as a text: the statement is the same whatever is in it.
  std::string hidden = ",";
  for (const std::int64_t target : section.hidden) hidden += std::to_string(target) + ",";
  if (!section.hidden.empty()) {
    params.emplace_back(std::string_view(hidden));
    sql += "AND instr($" + std::to_string(params.size()) + ", ',' || a.target || ',') = 0 ";
  }
  sql += "ORDER BY " + order_of(order) + "LIMIT $2 OFFSET $3";
  return listed_of(reader.query(sql, params));
}

std::int64_t stored_bytes_of_sender(Reader& reader, std::string_view sender) {
  auto rows = reader.query("SELECT COALESCE(SUM(stored_size), 0) FROM message_attachments WHERE sender = $1", {sender});
  rows->next();
  return rows->integer(0);
}

std::vector<ListedAttachment> find(Reader& reader, std::int64_t target, const Filter& filter, std::int64_t limit) {
  const std::string pattern = holding(filter.folded_part);
  std::string sql = "SELECT " PARLEY_LISTED_COLUMNS PARLEY_LISTED_TABLES
                    "WHERE a.target = $1 AND a.folded_name LIKE $2 ESCAPE '\\' "
                    "AND (m.recipient IS NULL OR m.recipient = $3 OR m.sender = $3) ";
  std::vector<Param> params = {target, std::string_view(pattern), filter.viewer};
  if (filter.media_type) {
    params.emplace_back(wire(*filter.media_type));
    sql += "AND a.media_type = $" + std::to_string(params.size()) + " ";
  }
  if (filter.sender) {
    params.emplace_back(std::string_view(*filter.sender));
    sql += "AND a.sender = $" + std::to_string(params.size()) + " ";
  }
  params.emplace_back(limit);
  sql += "ORDER BY a.date, a.sequence, a.number LIMIT $" + std::to_string(params.size());
  return listed_of(reader.query(sql, params));
}

}  // namespace parley::domain::attachment_store
