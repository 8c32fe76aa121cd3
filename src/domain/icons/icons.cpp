#include "domain/icons/icons.hpp"

#include <fmt/format.h>

#include "base/random.hpp"

namespace parley::domain {

std::string_view name_of(IconKind kind) {
  switch (kind) {
    case IconKind::user:
      return "user";
    case IconKind::chat:
      return "chat";
    case IconKind::space:
      return "space";
  }
  return "";
}

void Icons::on_start(storage::Transaction& transaction, const std::string& base) {
  base_ = base;
  std::optional<std::string> before;
  if (const auto rows = transaction.query("SELECT base FROM icon_links"); rows->next()) before = rows->string(0);
  if (before == base_) return;
  if (before) {
    for (const auto& [kind, owners] : owners_) {
      owners->rebase_icons(transaction, *before + std::string(kDownloadPath), base_ + std::string(kDownloadPath));
    }
  }
  transaction.execute("DELETE FROM icon_links");
  transaction.execute("INSERT INTO icon_links (base) VALUES ($1)", {std::string_view(base_)});
}

Result<protocol::UploadIconEvent> Icons::change(storage::Transaction& transaction, const Caller& caller, IconKind kind,
                                                const std::string& owner, const IconChange& change) {
  IconOwners& owners = *owners_.at(kind);
  PARLEY_CHECK(owners.may_change_icon(transaction, caller.user, owner));
  protocol::UploadIconEvent answer;
  if (change.remove) {
    if (drop(transaction, kind, owner)) owners.set_icon(transaction, owner, std::nullopt);
    return answer;
  }
  // Neither a file nor its removal: there is nothing to upload.
  if (!change.name && !change.size) return answer;
  if (change.size && *change.size <= 0) return Error{"The picture is empty"};
  if (change.size && *change.size > config_.max_bytes) {
    return Error{fmt::format("The picture is too large: at most {} KiB are taken", config_.max_bytes >> 10)};
  }
  const std::string secret = random_hex(32);
  // Before anything leaves: some calls tell their answer before all else, and it may be used at once. Of a call that is
  // undone nobody learns the secret.
  tickets_.add(secret, UploadTicket{kind, owner, caller.user, change.size});
  answer.url = base_ + std::string(kUploadPath) + secret;
  return answer;
}

Result<std::string> Icons::uploaded(storage::Transaction& transaction, const UploadTicket& ticket,
                                    const blobs::HeldBlob& blob) {
  IconOwners& owners = *owners_.at(ticket.kind);
  PARLEY_CHECK(owners.may_change_icon(transaction, ticket.user, ticket.owner));
  // Before the old one goes: it may be the same content.
  references_.add(transaction, blob);
  drop(transaction, ticket.kind, ticket.owner);
  // Not the blob's id: links must tell nothing and be new each time, for they are kept by caches for ever.
  const std::string id = random_hex(16);
  transaction.execute("INSERT INTO icons (id, kind, owner, blob, created) VALUES ($1, $2, $3, $4, $5)",
                      {std::string_view(id), name_of(ticket.kind), std::string_view(ticket.owner),
                       std::string_view(blob.id), clock_.now()});
  const std::string url = base_ + std::string(kDownloadPath) + id + std::string(kSuffix);
  owners.set_icon(transaction, ticket.owner, url);
  return url;
}

void Icons::forget(storage::Transaction& transaction, IconKind kind, const std::string& owner) {
  drop(transaction, kind, owner);
}

std::optional<std::string> Icons::blob_of(storage::Reader& reader, std::string_view id) const {
  const auto rows = reader.query("SELECT blob FROM icons WHERE id = $1", {id});
  if (!rows->next()) return std::nullopt;
  return rows->string(0);
}

bool Icons::drop(storage::Transaction& transaction, IconKind kind, const std::string& owner) {
  std::string blob;
  {
    const auto rows = transaction.query("DELETE FROM icons WHERE kind = $1 AND owner = $2 RETURNING blob",
                                        {name_of(kind), std::string_view(owner)});
    if (!rows->next()) return false;
    blob = rows->string(0);
  }
  references_.release(transaction, blob);
  return true;
}

}  // namespace parley::domain
