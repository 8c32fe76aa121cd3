// Files of published messages: finding, listing, searching and removing them.
#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

#include "domain/messages/attachment_store.hpp"
#include "domain/messages/boundaries.hpp"
#include "domain/messages/message_store.hpp"
#include "domain/messages/messages.hpp"
#include "domain/users/name_rules.hpp"
#include "protocol/errors.hpp"

namespace parley::domain {
namespace {

using protocol::MessageTargetEntityType;

// "Everything" of a list.
constexpr std::int64_t max_listed = 100'000;
constexpr std::string_view direct = "Direct";
constexpr std::string_view spaces = "Spaces";

/// Types of the targets in a section.
Result<std::vector<std::string_view>> types_of_section(std::string_view section) {
  if (section == direct) return std::vector<std::string_view>{wire(MessageTargetEntityType::CHAT)};
  if (section == spaces) {
    return std::vector<std::string_view>{wire(MessageTargetEntityType::CHANNEL), wire(MessageTargetEntityType::THREAD)};
  }
  return Error{"There is no such section of files"};
}

/// Bytes in chats, and in spaces.
std::pair<std::int64_t, std::int64_t> sizes_by_section(storage::Reader& reader, std::string_view user) {
  std::int64_t in_chats = 0;
  std::int64_t in_spaces = 0;
  for (const auto& [type, size] : attachment_store::sizes_of_sender(reader, user)) {
    (type == wire(MessageTargetEntityType::CHAT) ? in_chats : in_spaces) += size;
  }
  return {in_chats, in_spaces};
}

std::int64_t page_size(std::int64_t wanted) { return wanted < 0 ? max_listed : std::min(wanted, max_listed); }

protocol::AttachmentListItem item_of(attachment_store::ListedAttachment listed) {
  protocol::AttachmentListItem item;
  item.id = std::move(listed.attachment.id);
  item.name = std::move(listed.attachment.name);
  item.size = listed.attachment.size;
  item.from = std::move(listed.sender);
  item.date = listed.date;
  return item;
}

MessageTargetEntityType target_type(const attachment_store::ListedAttachment& listed) {
  MessageTargetEntityType type{};
  if (!from_wire(listed.target_type, type)) throw storage::StorageError("Unknown type of target");
  return type;
}

}  // namespace

Result<FoundAttachment> Messages::find_attachment(storage::Reader& reader, const Caller& caller,
                                                  const protocol::calls::DownloadAttachment& call) const {
  if (!call.targetEntityType || !call.targetEntityId || !call.messageId || !call.attachmentId) {
    return Error{"The message or the file is not named"};
  }
  PARLEY_TRY(const TargetSeat seat, readable_seat(reader, caller, *call.targetEntityType, *call.targetEntityId));
  const auto target = message_store::find_target(reader, wire(seat.type), seat.key);
  const auto message = target ? message_store::find(reader, target->id, *call.messageId) : std::nullopt;
  if (!message || !message->visible_to(caller.user)) return Error{"Message not found"};
  for (StoredAttachment& attachment : attachment_store::of_message(reader, target->id, message->sequence)) {
    if (attachment.id != *call.attachmentId) continue;
    FoundAttachment found;
    found.request.targetEntityType = seat.type;
    found.request.targetEntityId = seat.id;
    found.request.messageId = message->id;
    found.request.attachmentId = std::move(attachment.id);
    found.request.name = call.name.value_or(attachment.name);
    found.blob = std::move(attachment.blob);
    found.size = static_cast<std::uint64_t>(attachment.stored_size);
    return found;
  }
  return Error{"The message has no such file"};
}

Result<protocol::AttachmentListResult> Messages::list_attachments(storage::Reader& reader, const Caller& caller,
                                                                  const protocol::calls::ListAttachments& call) const {
  protocol::AttachmentListResult answer;
  for (auto& listed : attachment_store::of_sender(reader, caller.user, {}, {}, std::max<std::int64_t>(call.offset, 0),
                                                  page_size(call.pageSize))) {
    answer.result.push_back(item_of(std::move(listed)));
  }
  return answer;
}

Result<protocol::AttachmentPageResult> Messages::page_attachments(storage::Reader& reader, const Caller& caller,
                                                                  const protocol::calls::ListAttachments& call) const {
  PARLEY_TRY(const std::vector<std::string_view> types, types_of_section(call.sectionType.value_or("")));
  attachment_store::ListOrder order;
  order.field = call.sortField.value_or(protocol::AttachmentSortField::DATE);
  order.descending = order.field != protocol::AttachmentSortField::NAME;
  if (call.sortOrder) order.descending = *call.sortOrder == protocol::SortOrder::DESC;
  protocol::AttachmentPageResult answer;
  answer.result.totalCount = attachment_store::count_of_sender(reader, caller.user, types);
  for (auto& listed : attachment_store::of_sender(reader, caller.user, types, order,
                                                  std::max<std::int64_t>(call.offset, 0), page_size(call.pageSize))) {
    const MessageTargetEntityType type = target_type(listed);
    std::string message = std::move(listed.message);
    auto target = Targets::id_of(type, listed.target_key);
    protocol::AttachmentListItem item = item_of(std::move(listed));
    item.messageId = std::move(message);
    item.targetEntityType = type;
    item.targetEntityId = std::move(target);
    answer.result.items.push_back(std::move(item));
  }
  return answer;
}

Result<protocol::AttachmentSizeInfo> Messages::attachments_size(storage::Reader& reader, const Caller& caller,
                                                                const protocol::calls::GetAttachmentsSize& call) const {
  const auto [in_chats, in_spaces] = sizes_by_section(reader, caller.user);
  protocol::AttachmentSizeInfo answer;
  const auto add = [&](protocol::AttachmentType type, std::int64_t size) {
    // What is empty is left out.
    if (size > 0 && (!call.type || *call.type == type)) answer.result[std::string(wire(type))] = size;
  };
  add(protocol::AttachmentType::DIRECT, in_chats);
  add(protocol::AttachmentType::SPACE, in_spaces);
  return answer;
}

Result<protocol::StorageSectionsEvent> Messages::storage_sections(storage::Reader& reader, const Caller& caller,
                                                                  const protocol::calls::GetStorageSections&) const {
  const auto [in_chats, in_spaces] = sizes_by_section(reader, caller.user);
  protocol::StorageSectionsEvent answer;
  answer.sections.push_back({.name = std::string(direct), .size = in_chats, .childSections = {}});
  answer.sections.push_back({.name = std::string(spaces), .size = in_spaces, .childSections = {}});
  return answer;
}

Result<protocol::MessageAttachmentsSearchResult> Messages::search_attachments(
    storage::Reader& reader, const Caller& caller, const protocol::calls::SearchMessageAttachments& call) const {
  std::vector<std::string> chats;
  if (call.chatId && !call.chatId->empty()) {
    protocol::MessageTargetEntityId id;
    id.chatId = call.chatId;
    PARLEY_TRY(const TargetSeat seat, readable_seat(reader, caller, MessageTargetEntityType::CHAT, id));
    chats.push_back(seat.key);
  } else {
    chats = targets_.keys_of_member(reader, MessageTargetEntityType::CHAT, caller.user);
  }
  attachment_store::Filter filter{.viewer = caller.user,
                                  .media_type = call.attachmentsType,
                                  .sender = call.from && call.from->empty() ? std::nullopt : call.from,
                                  .folded_part = fold_name(call.searchString.value_or(""))};
  std::vector<attachment_store::ListedAttachment> found;
  for (const std::string& chat : chats) {
    const auto target = message_store::find_target(reader, wire(MessageTargetEntityType::CHAT), chat);
    if (!target) continue;
    auto here =
        attachment_store::find(reader, target->id, filter, max_listed - static_cast<std::int64_t>(found.size()));
    std::move(here.begin(), here.end(), std::back_inserter(found));
  }
  // Those of one message stay together and in order.
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.date < b.date; });
  protocol::MessageAttachmentsSearchResult answer;
  if (call.timeFrame && !call.boundaries) {
    const protocol::TimeFrame& frame = *call.timeFrame;
    std::erase_if(found, [&](const attachment_store::ListedAttachment& listed) {
      return listed.date < frame.start || (frame.end >= 0 && listed.date > frame.end);
    });
  }
  answer.totalSize = static_cast<std::int64_t>(found.size());
  cut(found, call.boundaries, call.timeFrame, call.sortOrder.value_or(protocol::SortOrder::ASC), max_loaded);
  for (auto& listed : found) {
    protocol::AttachmentInfo info;
    info.targetEntityType = target_type(listed);
    info.targetEntityId = Targets::id_of(info.targetEntityType, listed.target_key);
    info.messageId = std::move(listed.message);
    info.id = std::move(listed.attachment.id);
    info.name = std::move(listed.attachment.name);
    info.type = listed.attachment.type;
    info.mediaType = listed.attachment.media_type;
    info.size = listed.attachment.size;
    info.from = std::move(listed.sender);
    info.date = listed.date;
    answer.attachmentsInfo.push_back(std::move(info));
  }
  return answer;
}

Result<protocol::RemoveStorageAttachmentsResult> Messages::remove_storage_attachments(
    storage::Transaction& transaction, const Caller& caller, const protocol::calls::RemoveStorageAttachments& call) {
  protocol::RemoveStorageAttachmentsResult answer;
  std::map<std::string, Located> changed;
  for (const protocol::RemoveStorageAttachmentItem& item : call.attachments) {
    // Also where the caller is no member any more: it is his storage.
    PARLEY_TRY(const Located located,
               authored(transaction, caller.user, item.targetEntityType, item.targetEntityId, item.messageId));
    for (const StoredAttachment& file :
         attachment_store::of_message(transaction, located.target, located.message.sequence)) {
      if (file.id != item.id) continue;
      remove_attachment(transaction, located.target, located.message.sequence, file);
      answer.deletedSize += file.size;
      changed.emplace(item.messageId, located);
    }
  }
  // The caller's connection too: his answer tells nothing of messages.
  for (const auto& [id, located] : changed) settle_edit(transaction, located, 0);
  return answer;
}

Result<Messages::Located> Messages::authored(storage::Reader& reader, const std::string& user,
                                             MessageTargetEntityType type, const protocol::MessageTargetEntityId& id,
                                             const std::string& message) const {
  PARLEY_TRY(std::optional<TargetSeat> seat, targets_.seat(reader, type, id, user));
  const auto target = seat ? message_store::find_target(reader, wire(seat->type), seat->key) : std::nullopt;
  auto found = target ? message_store::find(reader, target->id, message) : std::nullopt;
  if (!found || found->sender != user) return Error{"Message not found"};
  return Located{std::move(*seat), target->id, target->last_sequence, std::move(*found)};
}

}  // namespace parley::domain
